import type { Account, Operation, OperationKind } from '../shared/types.ts';

export type SyncNotice = {
    state: 'pending' | 'failed';
    /** What was done here, or what did not work there. */
    title: string;
    operation: Operation;
};

const DONE: Record<OperationKind, string> = {
    mark_read: 'Marked read here',
    mark_unread: 'Marked unread here',
    trash: 'Moved to Trash here',
    restore: 'Restored here',
    delete: 'Deleted here',
};

const FAILED: Record<OperationKind, string> = {
    mark_read: 'Marking it read failed',
    mark_unread: 'Marking it unread failed',
    trash: 'Moving it to Trash failed',
    restore: 'Restoring it failed',
    delete: 'Deleting it failed',
};

/** What the reader should know of a message's changes that are not at the provider: the latest failed ones, else those on the way. */
export function syncNotices(operations: readonly Operation[]): SyncNotice[] {
    const newestFirst = [...operations].sort((a, b) => b.id - a.id);
    const failed = newestFirst.filter(operation => operation.status === 'failed');
    if (failed.length > 0) {
        return failed.map(operation => ({ state: 'failed', title: FAILED[operation.kind] ?? 'A change failed', operation }));
    }
    return newestFirst
        .filter(operation => operation.status === 'pending')
        .map(operation => ({ state: 'pending', title: DONE[operation.kind] ?? 'Changed here', operation }));
}

/** Why a change is not at the provider yet; null if it is simply on its way. */
export function whyWaiting(account: Account | null): string | null {
    switch (account?.state) {
        case 'paused':
            return 'The account is paused';
        case 'auth_required':
            return 'The mail server does not take the account’s password any more';
        case 'unreachable':
            return 'The mail server cannot be reached';
        default:
            return null;
    }
}
