const ACTIONS: Record<string, string> = {
    'operation.retry': 'Retried changes',
    'operation.discard': 'Discarded changes',
    'operations.retry': 'Retried changes',
    'operations.discard': 'Discarded changes',
    retry: 'Retried changes',
    discard: 'Discarded changes',
    'job.retry': 'Started a retry job',
    'job.discard': 'Started a discard job',
    'job.cancel': 'Cancelled a job',
    'account.pause': 'Paused an account',
    'account.resume': 'Resumed an account',
    'account.sync': 'Asked for a sync',
    'user.create': 'Created a user',
    'user.change': 'Changed a user',
};

export function actionWords(action: string): string {
    const known = ACTIONS[action];
    if (known !== undefined) {
        return known;
    }
    const plain = action.replaceAll(/[._-]/g, ' ').trim();
    return plain === '' ? '–' : plain.charAt(0).toUpperCase() + plain.slice(1);
}
