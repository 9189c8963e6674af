/**
 * Which rows are selected: these ids, or all of a folder but these. A value: every change answers a new one.
 * "All but" is bounded by the newest message that had been seen when it was asked for, so that later mail is not meant.
 */
export class Selection {
    static readonly NONE = new Selection(new Set(), null);

    /** The ids that are selected, or those that are not, if there is a bound. */
    readonly ids: ReadonlySet<number>;
    /** Id of the newest message seen when all were selected; null where only `ids` are selected. */
    readonly upTo: number | null;

    private constructor(ids: ReadonlySet<number>, upTo: number | null) {
        this.ids = ids;
        this.upTo = upTo;
    }

    static of(ids: Iterable<number>): Selection {
        return new Selection(new Set(ids), null);
    }

    static allUpTo(newest: number): Selection {
        return new Selection(new Set(), newest);
    }

    get all(): boolean {
        return this.upTo !== null;
    }

    has(id: number): boolean {
        return this.ids.has(id) !== this.all;
    }

    /** @param total how many there are in all, which matters only where all are selected */
    count(total: number): number {
        return this.all ? Math.max(0, total - this.ids.size) : this.ids.size;
    }

    isEmpty(total: number): boolean {
        return this.count(total) === 0;
    }

    toggle(id: number): Selection {
        return this.set([id], !this.has(id));
    }

    set(ids: Iterable<number>, selected: boolean): Selection {
        const changed = new Set(this.ids);
        for (const id of ids) {
            if (selected !== this.all) {
                changed.add(id);
            } else {
                changed.delete(id);
            }
        }
        return new Selection(changed, this.upTo);
    }

    /** Without those that are not there any more. */
    without(ids: Iterable<number>): Selection {
        const changed = new Set(this.ids);
        for (const id of ids) {
            changed.delete(id);
        }
        return new Selection(changed, this.upTo);
    }
}
