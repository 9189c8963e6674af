import type { Action, Folder, Message } from '../shared/types.ts';
import type { Effect, Tally } from './local-changes.ts';

/** These messages, or a whole folder from the newest message that was seen downwards. */
export type Target = { ids: readonly number[] } | { folder: Folder; newest: Message; exceptIds: ReadonlySet<number> };

type Known = {
    view: (id: number) => Message | undefined;
    /** All that is known of the open folder. */
    rows: () => Iterable<Message>;
    /** The Trash of an account, if it has one. */
    trash: (accountId: number) => Folder | undefined;
};

/** The server's order: the newest first, of equally old ones the later id. */
export function isAbove(row: Message, other: Message): boolean {
    const by = Date.parse(row.date) - Date.parse(other.date);
    return by > 0 || (by === 0 && row.id > other.id);
}

/** What an action will do, told before the server is asked. Messages that are as wished already are left out. */
export function effectOf(action: Action, target: Target, known: Known): Effect {
    return 'ids' in target ? effectOnIds(action, target.ids, known) : effectOnFolder(action, target, known);
}

function effectOnIds(action: Action, ids: readonly number[], known: Known): Effect {
    const rows = ids.flatMap(id => known.view(id) ?? []).filter(row => changes(action, row, known));
    const meant = new Set(rows.map(row => row.id));
    const counts = new Map<number, Tally>();
    for (const row of rows) {
        const to = action === 'trash' ? known.trash(row.accountId)?.id : undefined;
        count(counts, action, row.folderId, to, 1, row.seen ? 0 : 1);
    }
    return { ...outcome(action, rows[0], known), covers: row => meant.has(row.id), counts };
}

function effectOnFolder(action: Action, target: Extract<Target, { folder: Folder }>, known: Known): Effect {
    const { folder, newest, exceptIds } = target;
    const meant = (row: Message): boolean => row.folderId === folder.id && !exceptIds.has(row.id) && !isAbove(row, newest);
    let total = folder.total;
    let unread = folder.unread;
    for (const row of known.rows()) {
        if (row.folderId === folder.id && !meant(row)) {
            total--;
            unread -= row.seen ? 0 : 1;
        }
    }
    const counts = new Map<number, Tally>();
    const to = action === 'trash' ? known.trash(folder.accountId)?.id : undefined;
    count(counts, action, folder.id, to, Math.max(0, total), Math.max(0, unread));
    return {
        ...outcome(action, newest, known),
        covers: row => meant(row) && changes(action, row, known),
        counts,
    };
}

function outcome(action: Action, sample: Message | undefined, known: Known): Pick<Effect, 'action' | 'patch' | 'gone'> {
    const sync = 'pending';
    switch (action) {
        case 'mark-read':
            return { action, patch: { seen: true, sync }, gone: false };
        case 'mark-unread':
            return { action, patch: { seen: false, sync }, gone: false };
        case 'trash':
            return { action, patch: { folderId: (sample && known.trash(sample.accountId)?.id) ?? 0, sync }, gone: false };
        case 'restore':
            return { action, patch: { folderId: 0, sync }, gone: false };
        case 'delete':
            return { action, patch: {}, gone: true };
    }
}

function changes(action: Action, row: Message, known: Known): boolean {
    const inTrash = known.trash(row.accountId)?.id === row.folderId;
    switch (action) {
        case 'mark-read':
            return !row.seen;
        case 'mark-unread':
            return row.seen;
        case 'trash':
            return !inTrash && known.trash(row.accountId) !== undefined;
        case 'restore':
            return inTrash;
        case 'delete':
            return true;
    }
}

/** @param to the folder they go to, where it is known */
function count(counts: Map<number, Tally>, action: Action, from: number, to: number | undefined, total: number, unread: number): void {
    const add = (folder: number, byTotal: number, byUnread: number): void => {
        const before = counts.get(folder) ?? { total: 0, unread: 0 };
        counts.set(folder, { total: before.total + byTotal, unread: before.unread + byUnread });
    };
    switch (action) {
        case 'mark-read':
            add(from, 0, -unread);
            break;
        case 'mark-unread':
            add(from, 0, total - unread);
            break;
        default:
            add(from, -total, -unread);
            if (to !== undefined) {
                add(to, total, unread);
            }
    }
}
