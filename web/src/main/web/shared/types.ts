/** What the REST API answers; the names and shapes are the server's. Times are RFC 3339 in UTC, sizes octets. */

export type Page<T> = { items: T[]; next: string | null };
export type Counted<T> = Page<T> & { total: number; totalCapped?: boolean };

export type Session = { user: string; role: 'user' | 'admin' };

export type AccountState = 'importing' | 'active' | 'paused' | 'auth_required' | 'unreachable';
export type Tls = 'none' | 'starttls' | 'tls';

export type Account = {
    id: number;
    email: string;
    displayName: string;
    host: string;
    port: number;
    tls: Tls;
    username: string;
    state: AccountState;
    stateReason: string | null;
    pending: number;
    failed: number;
    imported: { messages: number; total: number } | null;
};

export type AccountDraft = {
    email?: string;
    displayName?: string;
    host?: string;
    port?: number;
    tls?: Tls;
    username?: string;
    password?: string;
};

export type FolderRole = 'inbox' | 'trash' | 'archive' | 'sent' | 'drafts' | 'junk' | 'none';
export type Folder = { id: number; accountId: number; name: string; role: FolderRole; total: number; unread: number };

export type SyncState = 'synced' | 'pending' | 'failed';

export type Message = {
    id: number;
    accountId: number;
    folderId: number;
    messageId: string | null;
    from: string;
    subject: string;
    date: string;
    size: number;
    seen: boolean;
    sync: SyncState;
};

export type Attachment = { part: string; name: string; type: string; size: number };

export type FullMessage = Message & {
    to: string;
    cc: string;
    html: string | null;
    hasHtml: boolean;
    text: string | null;
    imagesBlocked: boolean;
    complete: boolean;
    contentProblem: string | null;
    attachments: Attachment[];
    operations: Operation[];
};

export type OperationKind = 'mark_read' | 'mark_unread' | 'trash' | 'restore' | 'delete';
export type OperationStatus = 'pending' | 'completed' | 'failed' | 'cancelled';

export type Operation = {
    id: number;
    accountId: number;
    messageId: number;
    kind: OperationKind;
    status: OperationStatus;
    attempts: number;
    maxAttempts: number;
    createdAt: string;
    lastAttempt: string | null;
    lastError: string | null;
    errorClass: string | null;
    notBefore: string | null;
    inFlight: boolean;
    note: string | null;
};

export type Action = 'mark-read' | 'mark-unread' | 'trash' | 'restore' | 'delete';
export type ActionResult = {
    requested: number;
    changed: number;
    queued: number;
    refused: { id: number; reason: 'unknown' | 'deleted' }[];
    /** Null unless it was asked for. */
    changedIds: number[] | null;
};

/** One event of the stream; a hint to look again, never the truth itself. */
export type ServerEvent =
    | { type: 'hello' | 'resync' }
    | {
          type: 'operations';
          accountId: number;
          status: OperationStatus;
          kind: OperationKind;
          count: number;
          messageIds: number[] | null;
          error: string | null;
          errorClass: string | null;
      }
    | {
          type: 'mail';
          accountId: number;
          arrived: number;
          changed: number;
          removed: number;
          folderIds: number[];
          messageIds: number[] | null;
      }
    | { type: 'account'; accountId: number; state: AccountState | 'deleted'; stateReason: string | null }
    | ({ type: 'job' } & Job);

export type SyncStatus = {
    pending: number;
    inFlight: number;
    failed: number;
    completedLastDay: number;
    completedToday: number;
    failedToday: number;
    failedByClass: Record<string, number>;
    oldestPending: string | null;
    lanesInTrouble: {
        accountId: number;
        reason: string;
        text: string | null;
        until: string | null;
        failuresInARow: number;
    }[];
};

export type Activity = { at: string; completed: number; failed: number; retried: number };

export type Group = {
    type: 'failed' | 'waiting';
    reason: string;
    host: string;
    accountId: number | null;
    account: string | null;
    accounts: number;
    operations: number;
    since: string | null;
    text: string | null;
};

export type Waiting = { reason: string; text: string | null; until: string | null };

export type SyncOperation = Operation & {
    account: string;
    host: string;
    subject: string | null;
    waiting: Waiting | null;
};

export type HistoryEntry = {
    at: string;
    event: 'queued' | 'attempt' | 'retried' | 'completed' | 'failed' | 'cancelled';
    node: string | null;
    durationMs: number | null;
    /** Of an attempt. */
    outcome: 'done' | 'again' | 'failed' | 'unknown' | null;
    errorClass: string | null;
    error: string | null;
    /** User name of who queued or retried it. */
    by: string | null;
};

export type OperationDetail = SyncOperation & {
    messageFrom: string | null;
    folder: string | null;
    target: string | null;
    createdBy: string | null;
    completedAt: string | null;
    supersededBy: number | null;
    history: HistoryEntry[];
};

export type Verdict = { requested: number; changed: number; skipped: number };

export type OperationFilter = {
    account?: number;
    kind?: OperationKind;
    errorClass?: string;
    host?: string;
    q?: string;
};

export type Job = {
    id: number;
    action: 'retry' | 'discard';
    state: 'running' | 'done' | 'failed' | 'cancelled';
    total: number;
    done: number;
    changed: number;
    skipped: number;
    createdBy: string;
    createdAt: string;
    finishedAt: string | null;
    error: string | null;
    filter: string | null;
};

export type SyncAccount = {
    id: number;
    email: string;
    owner: string;
    host: string;
    state: AccountState | 'throttled';
    stateReason: string | null;
    until: string | null;
    pending: number;
    failed: number;
    oldestPending: string | null;
    lagSeconds: number | null;
    nextSync: string | null;
    lastSync: string | null;
    failuresInARow: number;
    worker: string | null;
};

export type AuditEntry = {
    id: number;
    at: string;
    actor: string;
    action: string;
    target: string | null;
    count: number | null;
    detail: string | null;
};
