import { Selection } from '../shared/selection.ts';
import type { Message } from '../shared/types.ts';
import { isAbove } from './effects.ts';
import type { ListState } from './list-state.ts';

/** Which rows of the open list are selected, and from which row a range goes. */
export class Selecting {
    private selection = Selection.NONE;
    /** The newest message that had been seen when the whole folder was selected; what comes above it is not meant. */
    private newest: Message | null = null;
    private from = 0;
    private readonly list: ListState;

    constructor(list: ListState) {
        this.list = list;
    }

    /** Null unless the whole folder is selected. */
    get folder(): { newest: Message; exceptIds: ReadonlySet<number> } | null {
        return this.newest === null ? null : { newest: this.newest, exceptIds: this.selection.ids };
    }

    get ids(): number[] {
        return this.newest === null ? [...this.selection.ids] : [];
    }

    get count(): number {
        return this.newest === null ? this.selection.ids.size : this.selection.count(this.list.rows.length - this.above(this.newest));
    }

    readonly has = (row: Message): boolean => {
        return this.newest === null ? this.selection.ids.has(row.id) : this.selection.has(row.id) && !isAbove(row, this.newest);
    };

    /** Whether all rows that are loaded are selected, or some. */
    get ticked(): boolean | 'partly' {
        if (this.count === 0) {
            return false;
        }
        if (this.newest !== null) {
            return this.selection.ids.size === 0 ? true : 'partly';
        }
        return this.selection.ids.size >= this.list.rows.known.size ? true : 'partly';
    }

    clear(): void {
        this.selection = Selection.NONE;
        this.newest = null;
        this.from = 0;
    }

    toggle(id: number): void {
        this.selection = this.selection.toggle(id);
        this.from = id;
    }

    /** Where a range starts: at the row that was selected last, or at this one. */
    start(otherwise: number): number {
        return this.from === 0 || !this.list.rows.has(this.from) ? otherwise : this.from;
    }

    /** Everything from where the last row was selected to here. @returns whether there are rows between that are not known */
    range(to: number, otherwise: number): boolean {
        this.from = this.start(otherwise);
        const from = Math.max(0, this.list.rows.indexOf(this.from));
        const ids = this.list.rows.between(from, to);
        this.selection = this.selection.set(ids, true);
        return ids.length <= Math.abs(to - from);
    }

    /** Selects a row on the way, without moving where a range starts. */
    add(ids: readonly number[]): void {
        this.selection = this.selection.set(ids, true);
        this.from ||= ids[0] ?? 0;
    }

    loaded(on: boolean): void {
        this.clear();
        if (on) {
            this.selection = Selection.of(this.list.rows.known);
        }
    }

    /** @returns false where the top of the list is not known */
    wholeFolder(): boolean {
        const newest = this.list.row(0);
        if (newest === undefined) {
            return false;
        }
        this.newest = newest;
        this.selection = Selection.allUpTo(newest.id);
        return true;
    }

    /** Forgets what is not in the folder any more. */
    follow(): void {
        const gone = [...this.selection.ids].filter(id => !this.list.holds(id));
        if (gone.length > 0) {
            this.selection = this.selection.without(gone);
        }
    }

    private above(newest: Message): number {
        let index = 0;
        while (index < this.list.rows.length) {
            const row = this.list.row(index);
            if (row === undefined || !isAbove(row, newest)) {
                break;
            }
            index++;
        }
        return index;
    }
}
