import type { Action, Folder, Message } from '../shared/types.ts';
import type { Removed } from './sparse-list.ts';

export type Tally = { total: number; unread: number };

/** What an action does to the messages it means, as the page shows it before the server has said anything. */
export type Effect = {
    action: Action;
    /** Whether it changes this row. */
    covers: (row: Message) => boolean;
    /** What the row becomes; `folderId` 0 where only the server knows the folder. */
    patch: Partial<Pick<Message, 'seen' | 'folderId' | 'sync'>>;
    /** It is nowhere any more. */
    gone: boolean;
    /** By how much the folders' numbers change. */
    counts: ReadonlyMap<number, Tally>;
};

export type Change = Effect & { readonly begun: number; doneAt: number | null; removed: Removed[] };

type Known = { row: Message; readAt: number };

/**
 * The messages as the server told them, and over them what was done here and is not answered yet. While a request is under way
 * the local change wins over whatever is read; afterwards the server's word counts, but not that of an answer which was asked
 * for before the change was done. A refused change is simply taken off again.
 */
export class LocalChanges {
    private readonly known = new Map<number, Known>();
    private readonly reads = new Set<number>();
    private changes: Change[] = [];
    private clock = 1;

    get active(): readonly Change[] {
        return this.changes.filter(change => change.doneAt === null);
    }

    get now(): number {
        return this.clock;
    }

    /** To be called before asking the server; the answer must go to `endRead`, also if there is none. */
    beginRead(): number {
        const at = ++this.clock;
        this.reads.add(at);
        return at;
    }

    endRead(at: number): void {
        this.reads.delete(at);
        const oldest = Math.min(...this.reads);
        this.changes = this.changes.filter(change => change.doneAt === null || change.doneAt > oldest);
    }

    /** Whether anything was or became different here since that read began, so that its counts cannot be trusted. */
    disturbed(readAt: number): boolean {
        return this.changes.some(change => change.doneAt === null || change.doneAt > readAt);
    }

    store(rows: readonly Message[], readAt: number): void {
        const late = this.changes.filter(change => change.doneAt !== null && change.doneAt > readAt);
        for (const row of rows) {
            if ((this.known.get(row.id)?.readAt ?? 0) <= readAt) {
                this.known.set(row.id, { row: late.reduce(apply, row), readAt });
            }
        }
    }

    forget(id: number): void {
        this.known.delete(id);
    }

    clear(): void {
        this.known.clear();
    }

    /** The row as it is shown. */
    view(id: number): Message | undefined {
        const row = this.known.get(id)?.row;
        return row && this.active.reduce(apply, row);
    }

    readAt(id: number): number {
        return this.known.get(id)?.readAt ?? 0;
    }

    /** Whether it is shown in that folder, as far as is known. */
    isIn(id: number, folderId: number): boolean {
        const row = this.view(id);
        return row !== undefined && row.folderId === folderId && !this.changes.some(change => change.gone && change.covers(row));
    }

    begin(effect: Effect): Change {
        const change: Change = { ...effect, begun: ++this.clock, doneAt: null, removed: [] };
        this.changes.push(change);
        return change;
    }

    /** The server has done it, but for these. */
    settle(change: Change, refused: ReadonlySet<number>): void {
        change.doneAt = ++this.clock;
        const covers = change.covers;
        change.covers = row => !refused.has(row.id) && covers(row);
        for (const [id, { row }] of this.known) {
            if (change.covers(row) && change.gone) {
                this.known.delete(id);
            } else if (change.covers(row)) {
                this.known.set(id, { row: apply(row, change), readAt: change.doneAt });
            }
        }
        this.endRead(0);
    }

    /** The server refused it: as if it had never been. */
    drop(change: Change): void {
        this.changes = this.changes.filter(other => other !== change);
    }

    /** A folder with the numbers it will have. */
    counted(folder: Folder): Folder {
        return this.active.reduce((shown, change) => withCounts(shown, change), folder);
    }
}

function apply(row: Message, change: Effect): Message {
    return change.covers(row) ? { ...row, ...change.patch } : row;
}

export function withCounts(folder: Folder, change: Pick<Effect, 'counts'>): Folder {
    const by = change.counts.get(folder.id);
    return by === undefined
        ? folder
        : { ...folder, total: Math.max(0, folder.total + by.total), unread: Math.max(0, folder.unread + by.unread) };
}
