import type { Message, Page } from '../shared/types.ts';
import { pagesOf, type Window } from '../shared/virtual.ts';
import { isAbove } from './effects.ts';
import type { LocalChanges } from './local-changes.ts';
import { SparseList, type Removed } from './sparse-list.ts';

export const PAGE = 100;
/** Rows shown as loading below what a search has found so far. */
const MORE_ROWS = 8;
const PREFETCH = 60;
export const COOLING_MS = 1_000;

export type Listing = { folder: number; unread: boolean; q: string };

/** A piece of the list to be read: from an offset, or after the row of a cursor, which is quicker far down and never off by one. */
export type Fetch = { start: number; limit: number; offset: number | null; cursor: string | null; after: number; moves: number };

/** One list of messages, of which only what was looked at is known. */
export class ListState {
    readonly rows = new SparseList();
    listing: Listing = { folder: 0, unread: false, q: '' };
    /** Whether the first answer has come. */
    loaded = false;
    /** Counts up with everything that may be seen. */
    version = 0;
    /** Something is missing that was read a moment ago, as when a message is just on its way out: to be read in a while. */
    cooling = false;
    private readonly changes: LocalChanges;
    private readonly cursors = new Map<number, string>();
    private readonly answered = new Map<number, number>();
    private staleBefore = 0;
    private moves = 0;
    private more: string | null = null;
    private found = 0;

    constructor(changes: LocalChanges) {
        this.changes = changes;
    }

    get searching(): boolean {
        return this.listing.q !== '';
    }

    /** How many there are; for a search, how many were found so far. */
    get count(): number {
        return this.searching ? this.found : this.rows.length;
    }

    get hasMore(): boolean {
        return this.more !== null;
    }

    open(listing: Listing, expected: number): void {
        this.listing = listing;
        this.loaded = false;
        this.rows.clear(listing.q === '' ? expected : 0);
        this.cursors.clear();
        this.answered.clear();
        this.staleBefore = 0;
        this.more = null;
        this.found = 0;
        this.moved();
    }

    row(index: number): Message | undefined {
        const id = this.rows.at(index);
        return id === 0 ? undefined : this.changes.view(id);
    }

    readonly above = (id: number, other: number): boolean => {
        const row = this.changes.view(id);
        const against = this.changes.view(other);
        return row !== undefined && against !== undefined && isAbove(row, against);
    };

    /** What to read so that the window, and a little ahead of it, can be shown. */
    needs(window: Window, down: boolean, now: number): Fetch[] {
        this.cooling = false;
        if (this.searching) {
            return this.needsMore(window);
        }
        if (!this.loaded && this.rows.length === 0) {
            return [this.fetchFrom(0, PAGE)];
        }
        const ahead = {
            first: Math.max(0, window.first - (down ? 0 : PREFETCH)),
            last: Math.min(this.rows.length, window.last + (down ? PREFETCH : 0)),
        };
        return pagesOf(ahead, PAGE).flatMap(page => {
            const from = page * PAGE;
            const to = Math.min(from + PAGE, this.rows.length);
            const start = this.firstMissing(from, to);
            const cooling = start >= 0 && now - (this.answered.get(from) ?? -COOLING_MS) < COOLING_MS;
            this.cooling ||= cooling;
            return start < 0 || cooling ? [] : [this.fetchFrom(start, to - start)];
        });
    }

    private needsMore(window: Window): Fetch[] {
        const wanted = !this.loaded || (this.more !== null && window.last > this.found - PREFETCH);
        const after = this.rows.at(this.found - 1);
        return wanted ? [{ start: this.found, limit: PAGE, offset: null, cursor: this.more, after, moves: this.moves }] : [];
    }

    private firstMissing(from: number, to: number): number {
        for (let index = from; index < to; index++) {
            const id = this.rows.at(index);
            if (id === 0 || this.changes.readAt(id) < this.staleBefore) {
                return index;
            }
        }
        return -1;
    }

    private fetchFrom(start: number, limit: number): Fetch {
        const after = this.rows.at(start - 1);
        const fresh = after !== 0 && this.changes.readAt(after) >= this.staleBefore;
        const cursor = (fresh ? this.cursors.get(after) : undefined) ?? null;
        return { start, limit, offset: cursor === null ? this.serverOffset(start) : null, cursor, after, moves: this.moves };
    }

    /** The server still has what is on its way out, and has left out what was read while only unread mail is shown. */
    private serverOffset(index: number): number {
        const leaving = this.changes.active.flatMap(change => change.removed).filter(removed => removed.index <= index).length;
        return Math.max(0, index + leaving - this.keptThoughRead(index));
    }

    private keptThoughRead(before: number): number {
        return this.listing.unread ? this.rows.between(0, before - 1).filter(id => this.changes.view(id)?.seen === true).length : 0;
    }

    received(fetch: Fetch, page: Page<Message>, readAt: number): void {
        this.changes.store(page.items, readAt);
        const start = this.placeOf(fetch);
        if (start === null) {
            return;
        }
        const ids = this.shown(page.items);
        if (this.searching) {
            this.more = page.next;
            this.rows.resize(start);
            this.rows.place(start, ids.filter(id => !this.rows.has(id)));
            this.found = this.rows.length;
            this.rows.resize(this.found + (page.next === null ? 0 : MORE_ROWS));
        } else {
            this.rows.place(start, ids);
            const end = start + ids.length;
            this.rows.resize(page.next === null ? end : Math.max(this.rows.length, end + 1));
            this.remember(page, ids);
            this.answered.set(Math.floor(fetch.start / PAGE) * PAGE, performance.now());
        }
        this.loaded = true;
        this.version++;
    }

    /** Where an answer belongs; null where rows moved meanwhile, so that it has to be asked for again. */
    private placeOf(fetch: Fetch): number | null {
        if (fetch.moves === this.moves) {
            return fetch.start;
        }
        const after = fetch.cursor === null ? -1 : this.rows.indexOf(fetch.after);
        return after < 0 ? null : after + 1;
    }

    private shown(items: readonly Message[]): number[] {
        return items.filter(row => this.changes.isIn(row.id, this.listing.folder)).map(row => row.id);
    }

    private remember(page: Page<Message>, ids: readonly number[]): void {
        const last = ids[ids.length - 1];
        if (page.next !== null && last !== undefined && last === page.items[page.items.length - 1]?.id) {
            this.cursors.set(last, page.next);
        }
    }

    /** The newest messages, read anew: what is new is put on top, what has gone is taken out. @returns how many came on top */
    mergeHead(page: Page<Message>, readAt: number): number {
        this.changes.store(page.items, readAt);
        const ids = this.shown(page.items);
        this.remember(page, ids);
        const fresh = ids.findIndex(id => this.rows.has(id));
        const last = ids.findLastIndex(id => this.rows.has(id));
        if (last < 0) {
            const known = this.rows.known.size > 0;
            this.rows.clear(known ? ids.length + (page.next === null ? 0 : 1) : this.rows.length);
            this.rows.place(0, ids);
            this.trim(page, ids.length);
            this.moved();
            return known ? ids.length : 0;
        }
        const until = this.rows.indexOf(ids[last] ?? 0) + 1;
        const head = this.withKept(ids.slice(0, last + 1), until);
        const before = this.rows.length;
        this.rows.replaceHead(until, head);
        this.rows.place(head.length, ids.slice(last + 1));
        this.trim(page, head.length + ids.length - last - 1);
        if (this.rows.length !== before || fresh > 0) {
            this.moves++;
        }
        this.version++;
        return Math.max(0, fresh);
    }

    private trim(page: Page<Message>, end: number): void {
        this.loaded = true;
        this.rows.resize(page.next === null ? end : Math.max(this.rows.length, end + 1));
    }

    /** Among unread mail, what was read just now stays where it is until the list is opened anew. */
    private withKept(ids: number[], until: number): number[] {
        if (!this.listing.unread) {
            return ids;
        }
        const told = new Set(ids);
        const kept = this.rows.between(0, until - 1).filter(id => !told.has(id) && this.holds(id) && this.changes.view(id)?.seen === true);
        return [...ids, ...kept].sort((id, other) => (this.above(id, other) ? -1 : 1));
    }

    /** Whether a message is in the open folder, as far as is known here. */
    holds(id: number): boolean {
        return this.changes.isIn(id, this.listing.folder);
    }

    /** Rows that were asked for by id; those that the server does not know any more are gone. */
    reread(asked: readonly number[], rows: readonly Message[], readAt: number): void {
        this.changes.store(rows, readAt);
        const told = new Set(rows.map(row => row.id));
        const absent = new Set(asked.filter(id => !told.has(id)));
        absent.forEach(id => this.changes.forget(id));
        this.take(id => absent.has(id) || (told.has(id) && !this.holds(id)));
        this.version++;
    }

    /** Takes rows out. @returns where they were */
    take(gone: (id: number) => boolean): Removed[] {
        const removed = this.rows.remove(gone);
        if (removed.length > 0) {
            this.found -= this.searching ? removed.length : 0;
            this.moved();
        }
        return removed;
    }

    putBack(removed: readonly Removed[]): void {
        const before = this.rows.length;
        this.rows.putBack(removed.filter(({ id }) => this.holds(id)), this.above);
        this.found += this.searching ? this.rows.length - before : 0;
        this.moved();
    }

    /** Everything that is shown was read too long ago: it stays on screen until it is read again. */
    makeStale(): void {
        this.staleBefore = this.changes.beginRead();
        this.changes.endRead(this.staleBefore);
        this.answered.clear();
    }

    /** @returns whether the list is as long as the folder's numbers say */
    agrees(total: number, unread: number): boolean {
        return this.searching || !this.loaded || this.rows.length === this.expected(total, unread);
    }

    fit(total: number, unread: number): void {
        if (!this.searching) {
            this.rows.resize(this.expected(total, unread));
            this.moved();
        }
    }

    private expected(total: number, unread: number): number {
        return this.listing.unread ? unread + this.keptThoughRead(this.rows.length) : total;
    }

    private moved(): void {
        this.moves++;
        this.version++;
    }
}

