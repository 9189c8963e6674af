import { ApiProblem, mail } from '../shared/api.ts';
import type { Window } from '../shared/virtual.ts';
import { COOLING_MS, PAGE, type Fetch, type ListState } from './list-state.ts';
import type { LocalChanges } from './local-changes.ts';

/** While the list is dragged far, nothing is asked for until it rests this long. */
const JUMP_MS = 60;
const BY_IDS = 200;

type Running = { fetch: Fetch; abort: AbortController };

/** Reads what the list needs for the rows in sight, and gives up what scrolled away before it came. */
export class ListReader {
    problem: ApiProblem | null = null;
    private window: Window = { first: 0, last: 0 };
    private down = true;
    private running: Running[] = [];
    private timer: ReturnType<typeof setTimeout> | undefined;
    private readonly list: ListState;
    private readonly changes: LocalChanges;
    private readonly changed: () => void;

    constructor(list: ListState, changes: LocalChanges, changed: () => void) {
        this.list = list;
        this.changes = changes;
        this.changed = changed;
    }

    /** A list was opened; what belonged to the one before is of no use. */
    restart(): void {
        this.problem = null;
        this.window = { first: 0, last: PAGE / 5 };
        this.abort(() => true);
        this.read();
    }

    show(window: Window): void {
        const jumped = Math.abs(window.first - this.window.first) > PAGE;
        if (window.first !== this.window.first) {
            this.down = window.first > this.window.first;
        }
        this.window = window;
        this.abort(fetch => !this.list.searching && (fetch.start > window.last + 2 * PAGE || fetch.start + fetch.limit < window.first - 2 * PAGE));
        if (jumped) {
            this.later(JUMP_MS);
        } else {
            this.read();
        }
    }

    retry(): void {
        this.problem = null;
        this.read();
    }

    /** Starts whatever is missing and not under way. */
    read(): void {
        clearTimeout(this.timer);
        if (this.list.listing.folder === 0 || this.problem !== null) {
            return;
        }
        for (const fetch of this.list.needs(this.window, this.down, performance.now())) {
            if (!this.running.some(other => overlap(other.fetch, fetch))) {
                void this.run(fetch);
            }
        }
        if (this.list.cooling) {
            this.later(COOLING_MS);
        }
    }

    /** Looks for missing rows again after a while. */
    later(ms: number): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.read(), ms);
    }

    private abort(useless: (fetch: Fetch) => boolean): void {
        for (const running of this.running.filter(({ fetch }) => useless(fetch))) {
            running.abort.abort();
        }
    }

    private async run(fetch: Fetch): Promise<void> {
        const running = { fetch, abort: new AbortController() };
        this.running.push(running);
        const listing = this.list.listing;
        const readAt = this.changes.beginRead();
        try {
            const page = await mail.list(listing.folder, this.query(fetch), running.abort.signal);
            if (!running.abort.signal.aborted && listing === this.list.listing) {
                this.list.received(fetch, page, readAt);
            }
        } catch (e) {
            if (!running.abort.signal.aborted) {
                this.problem = e instanceof ApiProblem ? e : new ApiProblem(0, 'internal', String(e));
            }
        } finally {
            this.changes.endRead(readAt);
            this.running = this.running.filter(other => other !== running);
        }
        if (listing === this.list.listing && !running.abort.signal.aborted) {
            this.changed();
            this.later(0);
        }
    }

    private query(fetch: Fetch) {
        const { unread, q } = this.list.listing;
        return {
            limit: fetch.limit,
            ...(fetch.offset ? { offset: fetch.offset } : {}),
            ...(fetch.cursor === null ? {} : { cursor: fetch.cursor }),
            ...(unread ? { unread } : {}),
            ...(q === '' ? {} : { q }),
        };
    }

    /** Reads the top of the list anew. @returns how many new messages came on top */
    async head(): Promise<number> {
        const listing = this.list.listing;
        const readAt = this.changes.beginRead();
        try {
            const page = await mail.list(listing.folder, this.query({ start: 0, limit: PAGE, offset: null, cursor: null, after: 0, moves: 0 }));
            return listing === this.list.listing ? this.list.mergeHead(page, readAt) : 0;
        } finally {
            this.changes.endRead(readAt);
        }
    }

    /** Reads these rows anew, wherever they are now. */
    async byIds(ids: readonly number[]): Promise<void> {
        for (let from = 0; from < ids.length; from += BY_IDS) {
            const asked = ids.slice(from, from + BY_IDS);
            const listing = this.list.listing;
            const readAt = this.changes.beginRead();
            try {
                const rows = await mail.byIds(asked);
                if (listing === this.list.listing) {
                    this.list.reread(asked, rows, readAt);
                }
            } finally {
                this.changes.endRead(readAt);
            }
        }
        this.changed();
        this.later(0);
    }

    /** Reads every row between these two that is not known yet. */
    async fill(from: number, to: number): Promise<void> {
        for (const fetch of this.list.needs({ first: Math.min(from, to), last: Math.max(from, to) + 1 }, true, performance.now())) {
            await this.run(fetch);
        }
    }
}

function overlap(one: Fetch, other: Fetch): boolean {
    return one.start < other.start + other.limit && other.start < one.start + one.limit;
}
