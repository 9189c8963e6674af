import type {
    Account,
    AccountDraft,
    Action,
    ActionResult,
    Activity,
    AuditEntry,
    Counted,
    Folder,
    FullMessage,
    Group,
    Job,
    Message,
    OperationDetail,
    OperationFilter,
    Page,
    Session,
    SyncAccount,
    SyncOperation,
    SyncStatus,
    Verdict,
} from './types.ts';

/** The application's root; the bundles are two levels below it, whatever the context path is. */
export const ROOT = new URL('../../', import.meta.url);

const TIMEOUT_MS = 30_000;
/** Trying a login waits for a mail server, which may take its time. */
const LOGIN_TIMEOUT_MS = 110_000;

/** A refusal with its reason (RFC 9457), or no answer at all (status 0). */
export class ApiProblem extends Error {
    readonly status: number;
    /** The last part of the problem's type, for example `not-found`; `offline` where no answer came. */
    readonly word: string;
    /** Name of the input that is to blame, if the server knows it. */
    readonly field: string | null;
    /** What the mail server said, where the problem is with it. */
    readonly said: string | null;
    /** Seconds to wait before it makes sense to ask again, if the server said so. */
    readonly retryAfter: number | null;

    constructor(status: number, word: string, detail: string, field: string | null = null, retryAfter: number | null = null, said: string | null = null) {
        super(detail);
        this.status = status;
        this.word = word;
        this.field = field;
        this.said = said;
        this.retryAfter = retryAfter;
    }

    get offline(): boolean {
        return this.status === 0;
    }
}

const signedOutListeners = new Set<() => void>();

/** Tells when an answer says that nobody is signed in any more. @returns ends the listening */
export function onSignedOut(listener: () => void): () => void {
    signedOutListeners.add(listener);
    return () => signedOutListeners.delete(listener);
}

type Query = Record<string, string | number | boolean | null | undefined>;

export function address(path: string, query: Query = {}): string {
    const url = new URL(`api/${path}`, ROOT);
    for (const [name, value] of Object.entries(query)) {
        if (value !== null && value !== undefined && value !== '') {
            url.searchParams.set(name, String(value));
        }
    }
    return url.href;
}

type Limits = { signal?: AbortSignal | undefined; timeout?: number };

async function request<T>(method: string, path: string, query: Query = {}, body?: unknown, limits: Limits = {}): Promise<T> {
    const timeout = AbortSignal.timeout(limits.timeout ?? TIMEOUT_MS);
    let response: Response;
    try {
        response = await fetch(address(path, query), {
            method,
            headers: body === undefined ? { Accept: 'application/json' } : { Accept: 'application/json', 'Content-Type': 'application/json' },
            body: body === undefined ? null : JSON.stringify(body),
            signal: limits.signal ? AbortSignal.any([limits.signal, timeout]) : timeout,
        });
    } catch {
        limits.signal?.throwIfAborted();
        throw new ApiProblem(0, 'offline', 'The server did not answer. Check your connection and try again.');
    }
    if (!response.ok) {
        throw await problem(response, path);
    }
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function problem(response: Response, path: string): Promise<ApiProblem> {
    let word = 'internal';
    let detail = `The server answered ${response.status}.`;
    let field: string | null = null;
    let said: string | null = null;
    try {
        const told = await response.json();
        word = String(told.type ?? '').split(':').pop() || word;
        detail = told.detail ?? detail;
        field = told.field ?? null;
        said = told.said ?? null;
    } catch {
        // A proxy in front may answer with a page of its own.
    }
    if (response.status === 401 && path !== 'session') {
        detail = 'Your session has ended.';
        signedOutListeners.forEach(listener => listener());
    }
    const wait = Number(response.headers.get('Retry-After') ?? Number.NaN);
    return new ApiProblem(response.status, word, detail, field, Number.isFinite(wait) ? wait : null, said);
}

export type MessageQuery = { offset?: number; cursor?: string; limit?: number; unread?: boolean; q?: string };
export type Selected = { ids: number[] } | { folder: number; upTo: number; exceptIds: number[]; answerIds: boolean };

const SINGLE: Record<Action, [method: string, path: string]> = {
    'mark-read': ['POST', '/mark-read'],
    'mark-unread': ['POST', '/mark-unread'],
    trash: ['POST', '/trash'],
    restore: ['POST', '/restore'],
    delete: ['DELETE', ''],
};

export const session = {
    get: () => request<Session>('GET', 'session'),
    signIn: (user: string, password: string) => request<Session>('POST', 'session', {}, { user, password }),
    signOut: () => request<void>('DELETE', 'session'),
};

export const mail = {
    accounts: () => request<Page<Account>>('GET', 'accounts').then(page => page.items),
    connect: (draft: AccountDraft, signal?: AbortSignal) =>
        request<Account>('POST', 'accounts', {}, draft, { signal, timeout: LOGIN_TIMEOUT_MS }),
    change: (id: number, draft: AccountDraft, signal?: AbortSignal) =>
        request<Account>('PATCH', `accounts/${id}`, {}, draft, { signal, timeout: LOGIN_TIMEOUT_MS }),
    disconnect: (id: number) => request<void>('DELETE', `accounts/${id}`),
    syncNow: (id: number) => request<void>('POST', `accounts/${id}/sync`),
    folders: (account: number) => request<Page<Folder>>('GET', `accounts/${account}/folders`).then(page => page.items),
    list: (folder: number, query: MessageQuery, signal?: AbortSignal) =>
        request<Page<Message>>('GET', `folders/${folder}/messages`, query, undefined, { signal }),
    byIds: (ids: number[]) => request<Page<Message>>('GET', 'messages', { ids: ids.join(',') }).then(page => page.items),
    open: (id: number) => request<FullMessage>('GET', `messages/${id}`, { html: false }),
    bodyAddress: (id: number, images: boolean) => address(`messages/${id}/body`, { images }),
    attachmentAddress: (id: number, part: string) => address(`messages/${id}/attachments/${part}`),
    act(action: Action, selected: Selected): Promise<ActionResult> {
        if ('ids' in selected && selected.ids.length === 1) {
            const [method, path] = SINGLE[action];
            return request(method, `messages/${selected.ids[0]}${path}`);
        }
        return request('POST', 'messages/bulk', {}, { action, ...selected });
    },
    retry: (id: number) => request<Verdict>('POST', `messages/${id}/retry`),
    discard: (id: number) => request<Verdict>('POST', `messages/${id}/discard`),
};

export type OperationQuery = OperationFilter & {
    status: string;
    id?: number;
    sort?: string;
    dir?: 'asc' | 'desc';
    offset?: number;
    limit?: number;
};

export const sync = {
    status: () => request<SyncStatus>('GET', 'sync/status'),
    activity: (hours: number, account?: number) =>
        request<Page<Activity>>('GET', 'sync/activity', { hours, account }).then(page => page.items),
    groups: () => request<Page<Group>>('GET', 'sync/groups').then(page => page.items),
    operations: (query: OperationQuery) => request<Counted<SyncOperation>>('GET', 'sync/operations', query),
    operation: (id: number) => request<OperationDetail>('GET', `sync/operations/${id}`),
    retry: (id: number) => request<Verdict>('POST', `sync/retry/${id}`),
    discard: (id: number) => request<Verdict>('POST', `sync/discard/${id}`),
    startJob: (action: 'retry' | 'discard', what: { ids: number[] } | { filter: OperationFilter }) =>
        request<Job>('POST', 'sync/jobs', {}, { action, ...what }),
    jobs: () => request<Page<Job>>('GET', 'sync/jobs').then(page => page.items),
    job: (id: number) => request<Job>('GET', `sync/jobs/${id}`),
    cancelJob: (id: number) => request<Job>('POST', `sync/jobs/${id}/cancel`),
    accounts: (query: Query) => request<Counted<SyncAccount>>('GET', 'sync/accounts', query),
    pause: (id: number, reason: string) => request<SyncAccount>('POST', `sync/accounts/${id}/pause`, {}, { reason }),
    resume: (id: number) => request<SyncAccount>('POST', `sync/accounts/${id}/resume`),
    syncNow: (id: number) => request<SyncAccount>('POST', `sync/accounts/${id}/sync`),
    audit: (cursor?: string, limit?: number) => request<Page<AuditEntry>>('GET', 'sync/audit', { cursor, limit }),
};
