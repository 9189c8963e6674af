import { html } from 'lit';
import { ApiProblem, sync } from '../shared/api.ts';
import { confirmDialog, openDialog } from '../shared/dialogs.ts';
import { count, plural } from '../shared/format.ts';
import { toast } from '../shared/toasts.ts';
import type { Group, OperationFilter } from '../shared/types.ts';
import type { AdminStore } from './admin-store.ts';
import { jobTitle, jobWords, resultWords } from './job-words.ts';

/** What an administrator can do, with the questions before and the news after it. */

const LOOK_MS = 2_000;

export type What = { ids: number[] } | { filter: OperationFilter };

function sayProblem(e: unknown): void {
    const text = e instanceof ApiProblem ? e.message : String(e);
    toast({ text: `Nothing was changed. ${text}`, tone: 'bad' });
}

export function askDiscard(n: number, capped = false): Promise<boolean> {
    const many = capped ? `more than ${count(n)} changes` : plural(n, 'change');
    return confirmDialog({
        title: `Discard ${many}?`,
        text:
            n === 1
                ? 'The message will show again what the mail server has. This cannot be undone.'
                : 'These messages will show again what the mail server has. This cannot be undone.',
        confirm: `Discard ${many}`,
        danger: true,
    });
}

/** @returns whether it was done, so that a drawer can close */
export async function decideOne(store: AdminStore, action: 'retry' | 'discard', id: number): Promise<boolean> {
    if (action === 'discard' && !(await askDiscard(1))) {
        return false;
    }
    try {
        const verdict = await store.decide(action, id);
        toast({ text: `Change #${id}: ${resultWords(action, verdict)}` });
        return true;
    } catch (e) {
        sayProblem(e);
        return false;
    }
}

export async function startJob(store: AdminStore, action: 'retry' | 'discard', what: What, n: number, capped = false): Promise<void> {
    if (action === 'discard' && !(await askDiscard(n, capped))) {
        return;
    }
    try {
        const job = await sync.startJob(action, what);
        store.jobChanged(job);
        store.pick(store.picked.set(store.picked.ids, false));
        if (job.state === 'running') {
            watch(store, job.id);
        }
    } catch (e) {
        sayProblem(e);
    }
}

/** Events tell how a job goes; where the stream is cut, or the job was faster than the stream, asking does. */
function watch(store: AdminStore, id: number): void {
    setTimeout(() => {
        if (store.runningJobs.some(job => job.id === id)) {
            void sync.job(id).then(news => store.jobChanged(news), () => undefined).then(() => watch(store, id));
        }
    }, LOOK_MS);
}

/** What others start shows in the list of jobs only. */
export function tellWhenDone(store: AdminStore, user: () => string | null): () => void {
    return store.onJob(job => {
        if (job.createdBy === user()) {
            toast({ text: `${jobTitle(job)}: ${jobWords(job)}`, tone: job.state === 'failed' ? 'bad' : 'plain' });
        }
    });
}

export async function cancelJob(store: AdminStore, id: number): Promise<void> {
    try {
        store.jobChanged(await sync.cancelJob(id));
    } catch (e) {
        sayProblem(e);
    }
}

async function accountAction(store: AdminStore, done: string, run: () => Promise<unknown>): Promise<void> {
    try {
        await run();
        toast({ text: done });
    } catch (e) {
        sayProblem(e);
    }
    void store.status.now();
    void store.groups.now();
    if (store.route.view === 'accounts') {
        void store.accounts.now();
    }
}

export async function pauseAccount(store: AdminStore, id: number, email: string): Promise<void> {
    let reason = '';
    const answer = await openDialog(
        html`<form method="dialog" class="question">
            <h2>Pause ${email}?</h2>
            <p>Nothing is fetched or written back for this account until it is resumed. People can go on working; their changes wait.</p>
            <div class="field">
                <label for="pause-reason">Reason <span class="hint">(optional; the account’s owner sees it)</span></label>
                <input id="pause-reason" maxlength="200" autocomplete="off" autofocus @input=${(event: Event) => {
                    reason = (event.target as HTMLInputElement).value;
                }}>
            </div>
            <div class="buttons">
                <button type="button" @click=${(event: Event) => (event.target as HTMLElement).closest('dialog')?.close('')}>Cancel</button>
                <button value="yes" class="primary">Pause account</button>
            </div>
        </form>`,
        `Pause ${email}`,
        'small',
    );
    if (answer === 'yes') {
        await accountAction(store, `${email} is paused`, () => sync.pause(id, reason.trim()));
    }
}

export function resumeAccount(store: AdminStore, id: number, email: string): Promise<void> {
    return accountAction(store, `${email} works again`, () => sync.resume(id));
}

/** Ends a wait of its own, which a mere sync would respect. */
export function tryAccount(store: AdminStore, id: number, email: string): Promise<void> {
    return accountAction(store, `${email} is tried now`, () => sync.resume(id));
}

export function syncAccount(store: AdminStore, id: number, email: string): Promise<void> {
    return accountAction(store, `${email} is synchronised now`, () => sync.syncNow(id));
}

const MOST = 200;

/** The accounts that wait at one server for one reason. */
async function members(group: Group): Promise<number[]> {
    const ids: number[] = [];
    for (let offset = 0; ; offset += MOST) {
        const { items, total } = await sync.accounts({ q: group.host, state: group.reason, sort: 'email', dir: 'asc', offset, limit: MOST });
        ids.push(...items.filter(account => account.host === group.host).map(account => account.id));
        if (items.length === 0 || offset + MOST >= total) {
            return ids;
        }
    }
}

/** Lets all accounts of a group go on; asks first where somebody has paused them on purpose. */
export async function resumeGroup(store: AdminStore, group: Group): Promise<void> {
    const n = plural(group.accounts, 'account');
    const paused = group.reason === 'paused';
    if (paused && !(await confirmDialog({ title: `Resume ${n}?`, text: 'Whoever paused them may have had a reason.', confirm: `Resume ${n}` }))) {
        return;
    }
    await accountAction(store, paused ? `${n} go on` : `${n} are tried now`, async () => {
        for (const id of await members(group)) {
            await sync.resume(id);
        }
    });
}
