import { sync } from '../shared/api.ts';
import { Live, type LiveState } from '../shared/live.ts';
import type { Job, ServerEvent, SyncOperation } from '../shared/types.ts';
import { heldBecause, touches } from './hold.ts';
import { offset, within } from './paging.ts';
import { Picked } from './picked.ts';
import { Resource } from './resource.ts';
import { hashOf, parseRoute, type ListQuery, type Route } from './route.ts';

const TICK_MS = 10_000;
const POLL_LIVE_MS = 60_000;
const POLL_CUT_MS = 10_000;
const AUDIT_PAGE = 50;

/** What the console knows and shows. It asks the server and tells its listeners; it draws nothing. */
export class AdminStore {
    route: Route = parseRoute(location.hash);
    live: LiveState = 'connecting';
    picked = Picked.NONE;
    /** Rows that came while the list was held. */
    waiting = 0;
    private stale = false;
    /** What is being done to single changes just now. */
    readonly busy = new Map<number, 'retry' | 'discard'>();
    hours: number = 24;
    listWanted: 'focus' | 'scroll' | null = null;

    private readonly listeners = new Set<() => void>();
    private readonly jobListeners = new Set<(job: Job) => void>();
    private readonly tell = (): void => this.listeners.forEach(listener => listener());

    readonly status = new Resource(() => sync.status(), this.tell);
    readonly groups = new Resource(() => sync.groups(), this.tell);
    readonly activity = new Resource(() => sync.activity(this.hours), this.tell, 15_000);
    readonly jobs = new Resource(() => sync.jobs(), this.tell);
    readonly list = new Resource(() => this.readList(), this.tell);
    readonly detail = new Resource(() => sync.operation(this.route.operation ?? 0), this.tell);
    readonly accounts = new Resource(() => this.readAccounts(), this.tell, 2_000);
    readonly audit = new Resource(() => sync.audit(undefined, AUDIT_PAGE), this.tell, 2_000);
    private readonly stream = new Live('all', event => this.received(event), state => this.liveBecame(state));
    private started = false;
    private running = false;
    private polled = 0;

    get resources(): Resource<unknown>[] {
        return [this.status, this.groups, this.activity, this.jobs, this.list, this.detail, this.accounts, this.audit];
    }

    /** @returns ends the listening */
    listen(listener: () => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    onJob(listener: (job: Job) => void): () => void {
        this.jobListeners.add(listener);
        return () => this.jobListeners.delete(listener);
    }

    start(): void {
        if (!this.started) {
            this.started = true;
            addEventListener('hashchange', () => this.went());
            document.addEventListener('visibilitychange', () => {
                this.resources.forEach(resource => (resource.resting = document.hidden));
            });
            setInterval(() => this.tick(), TICK_MS);
        }
        this.running = true;
        this.stream.start();
        this.readAll();
    }

    readonly retryStream = (): void => this.stream.retryNow();

    /** Nobody is signed in: asking would only be refused. */
    stop(): void {
        this.running = false;
        this.stream.stop();
    }

    readonly readAll = (): void => {
        for (const resource of [this.status, this.groups, this.activity, this.jobs]) {
            void resource.now();
        }
        this.readView();
    };

    private readView(): void {
        switch (this.route.view) {
            case 'changes':
                void this.readListNow();
                break;
            case 'accounts':
                void this.accounts.now();
                break;
            case 'audit':
                void this.audit.now();
        }
        if (this.route.operation !== null) {
            void this.detail.now();
        }
    }

    /** Another place of the console. `replace` where going back to the step before would make no sense, as while typing. */
    go(change: Partial<Route>, replace = false): void {
        const hash = hashOf({ ...this.route, ...change });
        if (replace) {
            history.replaceState(null, '', hash);
            this.went();
        } else {
            location.hash = hash;
        }
    }

    filter(change: Partial<ListQuery>, replace = false): void {
        this.go({ view: 'changes', list: { ...this.route.list, page: 1, ...change }, operation: null }, replace);
    }

    private went(): void {
        const before = this.route;
        this.route = parseRoute(location.hash);
        const other = hashOf({ ...before, operation: null }) !== hashOf({ ...this.route, operation: null });
        if (other) {
            this.picked = Picked.NONE;
            if (before.list.status !== this.route.list.status) {
                this.list.forget();
            }
            this.readView();
        } else if (this.route.operation !== null) {
            this.detail.forget();
            void this.detail.now();
        } else {
            this.letGo();
        }
        this.tell();
    }

    private async readList() {
        const { page, size, ...query } = this.route.list;
        const read = (at: number) => sync.operations({ ...query, offset: offset(at, size), limit: size });
        let found = await read(page);
        const last = within({ page, size, total: found.total, capped: found.totalCapped ?? false });
        if (found.items.length === 0 && last < page) {
            history.replaceState(null, '', hashOf({ ...this.route, list: { ...this.route.list, page: last } }));
            this.route = parseRoute(location.hash);
            found = await read(last);
        }
        this.picked = this.picked.among(found.items.filter(choosable).map(op => op.id));
        return found;
    }

    private async readAccounts() {
        const { page, size, ...query } = this.route.accounts;
        return sync.accounts({ ...query, offset: offset(page, size), limit: size });
    }

    readListNow(): Promise<void> {
        this.waiting = 0;
        this.stale = false;
        return this.list.now();
    }

    get held(): string | null {
        return heldBecause(this.picked.ids.size, this.route.operation !== null);
    }

    pick(picked: Picked): void {
        this.picked = picked;
        this.letGo();
        this.tell();
    }

    /** Once nothing holds the list any more, it catches up. */
    private letGo(): void {
        if (this.held === null && this.stale) {
            void this.readListNow();
        }
    }

    private received(event: ServerEvent): void {
        switch (event.type) {
            case 'hello':
                break;
            case 'resync':
                this.resources.slice(0, 4).forEach(resource => resource.ask());
                this.look(0);
                break;
            case 'operations':
                this.status.ask();
                this.groups.ask();
                this.activity.ask();
                this.look(touches(event, this.route.list));
                break;
            case 'account':
                this.status.ask();
                this.groups.ask();
                this.look(null);
                break;
            case 'job':
                this.jobChanged(event);
                break;
            case 'mail':
                break;
        }
    }

    /** So many rows come into the view's list; 0: it changes otherwise; null: only what is around it changes. */
    private look(rows: number | null): void {
        if (this.route.view === 'accounts') {
            this.accounts.ask();
        } else if (this.route.view === 'audit') {
            this.audit.ask();
        } else if (rows !== null) {
            if (this.held === null) {
                this.list.ask();
            } else {
                this.stale = true;
                this.waiting += rows;
                this.tell();
            }
        }
        if (this.route.operation !== null) {
            this.detail.ask();
        }
    }

    /** A job is news wherever it comes from: an event, its own start, or a poll. */
    jobChanged(news: Job): void {
        const known = this.jobs.data ?? [];
        const before = known.find(job => job.id === news.id);
        if (before !== undefined && (before.state !== 'running' || before.done > news.done)) {
            return;
        }
        this.jobs.data = before ? known.map(job => (job.id === news.id ? news : job)) : [news, ...known];
        if (news.state !== 'running') {
            this.jobListeners.forEach(listener => listener(news));
            this.status.ask();
            this.groups.ask();
        }
        this.look(0);
        this.tell();
    }

    get runningJobs(): Job[] {
        return (this.jobs.data ?? []).filter(job => job.state === 'running');
    }

    /** Ages grow by themselves; a stream that is cut, or has lost something, is made up for by asking. */
    private tick(): void {
        if (document.hidden || !this.running) {
            return;
        }
        this.polled += TICK_MS;
        if (this.polled >= (this.live === 'live' ? POLL_LIVE_MS : POLL_CUT_MS)) {
            this.polled = 0;
            this.received({ type: 'resync' });
        }
        for (const job of this.runningJobs) {
            void sync.job(job.id).then(news => this.jobChanged(news), () => undefined);
        }
        this.tell();
    }

    private liveBecame(state: LiveState): void {
        this.live = state;
        this.tell();
    }

    /** One change, at once; the row tells so before the answer is there. */
    async decide(action: 'retry' | 'discard', id: number) {
        this.busy.set(id, action);
        this.tell();
        try {
            const verdict = await sync[action](id);
            this.picked = this.picked.has(id) ? this.picked.set([id], false) : this.picked;
            void this.status.now();
            this.groups.ask();
            await Promise.all([this.readListNow(), this.route.operation === id ? this.detail.now() : null]);
            return verdict;
        } finally {
            this.busy.delete(id);
            this.tell();
        }
    }

    /** Whoever asks for the list from elsewhere on the page is taken there. */
    wantsList(how: 'focus' | 'scroll' = 'focus'): void {
        this.listWanted = how;
        this.tell();
    }
}

/** Only what failed waits for a decision. */
export function choosable(op: SyncOperation): boolean {
    return op.status === 'failed';
}
