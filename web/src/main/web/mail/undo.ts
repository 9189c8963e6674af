import type { Action } from '../shared/types.ts';
import type { Listing } from './list-state.ts';
import type { Removed } from './sparse-list.ts';

export const UNDO_MS = 10_000;

/** What can be taken back: the opposite action, for exactly those messages that the first one changed. */
export type Undo = {
    action: Action;
    ids: readonly number[];
    /** The folder they were in, and the list that showed them, with their places in it. */
    folder: number;
    listing: Listing;
    removed: readonly Removed[];
    until: number;
};

const OPPOSITE: Partial<Record<Action, Action>> = {
    'mark-read': 'mark-unread',
    'mark-unread': 'mark-read',
    trash: 'restore',
    restore: 'trash',
};

/** The one thing that can be undone: the latest, for ten seconds. */
export class UndoSlot {
    private kept: Undo | null = null;

    keep(undo: Undo): void {
        this.kept = undo;
    }

    clear(): void {
        this.kept = null;
    }

    /** Of what was kept, these turned out not to have been changed. */
    without(ids: ReadonlySet<number>): void {
        if (this.kept !== null && ids.size > 0) {
            const left = this.kept.ids.filter(id => !ids.has(id));
            this.kept = left.length === 0 ? null : { ...this.kept, ids: left };
        }
    }

    /** @returns what to undo, once; null where there is nothing or it is too late */
    take(now: number): Undo | null {
        const undo = this.kept;
        this.kept = null;
        return undo !== null && now <= undo.until ? undo : null;
    }
}

/** @returns null for what cannot be undone */
export function oppositeOf(action: Action): Action | null {
    return OPPOSITE[action] ?? null;
}
