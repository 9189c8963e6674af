const ACTIONS: Record<string, string> = {
    retry: 'Retried changes',
    discard: 'Discarded changes',
    job: 'Started a bulk job',
    job_cancel: 'Cancelled a bulk job',
    pause: 'Paused an account',
    resume: 'Resumed an account',
    sync: 'Asked for a sync',
    user_create: 'Created a user',
    user_change: 'Changed a user',
};

export function actionWords(action: string): string {
    const known = ACTIONS[action];
    if (known !== undefined) {
        return known;
    }
    const plain = action.replaceAll(/[._-]/g, ' ').trim();
    return plain === '' ? '–' : plain.charAt(0).toUpperCase() + plain.slice(1);
}
