/**
 * The rows somebody has chosen: these ids, or everything that matches the filter. A value: every change answers a new one.
 * Un-choosing one row of "everything" leaves the page's other rows, because a filter has no exceptions.
 */
export class Picked {
    static readonly NONE = new Picked(new Set(), false);

    readonly ids: ReadonlySet<number>;
    readonly matching: boolean;

    private constructor(ids: ReadonlySet<number>, matching: boolean) {
        this.ids = ids;
        this.matching = matching;
    }

    static everything(onPage: Iterable<number>): Picked {
        return new Picked(new Set(onPage), true);
    }

    get empty(): boolean {
        return !this.matching && this.ids.size === 0;
    }

    has(id: number): boolean {
        return this.ids.has(id);
    }

    set(ids: Iterable<number>, chosen: boolean): Picked {
        const changed = new Set(this.ids);
        for (const id of ids) {
            if (chosen) {
                changed.add(id);
            } else {
                changed.delete(id);
            }
        }
        return new Picked(changed, this.matching && chosen);
    }

    toggle(id: number): Picked {
        return this.set([id], !this.has(id));
    }

    /** Everything between the row chosen last and this one, in the order shown; this one alone where the other is not shown any more. */
    range(from: number, to: number, shown: readonly number[], chosen: boolean): Picked {
        const [a, b] = [shown.indexOf(from), shown.indexOf(to)];
        return a < 0 || b < 0 ? this.set([to], chosen) : this.set(shown.slice(Math.min(a, b), Math.max(a, b) + 1), chosen);
    }

    /** Only those that are still there. */
    among(shown: readonly number[]): Picked {
        return this.matching ? Picked.everything(shown) : new Picked(new Set(shown.filter(id => this.ids.has(id))), false);
    }

    /** How the page's own checkbox stands. */
    ofPage(shown: readonly number[]): 'all' | 'some' | 'none' {
        const chosen = shown.filter(id => this.ids.has(id)).length;
        return chosen === 0 ? 'none' : chosen === shown.length ? 'all' : 'some';
    }
}
