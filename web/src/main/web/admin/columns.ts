import { html, nothing, type TemplateResult } from 'lit';
import { badge } from '../shared/badges.ts';
import { count, kindWords, reasonWords, subjectOf } from '../shared/format.ts';
import type { OperationStatus, SyncOperation } from '../shared/types.ts';
import type { OperationSort, Tab } from './route.ts';
import { moment, upcoming } from './states.ts';

export type Column = {
    name: string;
    title: string;
    sort?: OperationSort;
    css?: string;
    cell: (op: SyncOperation, href: string) => TemplateResult | string;
};

const ID: Column = {
    name: 'id',
    title: 'ID',
    sort: 'id',
    cell: (op, href) => html`<a class="row-link" href=${href}>#${op.id}</a>`,
};

const CHANGE: Column = {
    name: 'change',
    title: 'Change',
    sort: 'kind',
    cell: op => html`${kindWords(op.kind)}${op.subject === null ? nothing : html` <span class="subject">“${subjectOf(op.subject)}”</span>`}`,
};

const ACCOUNT: Column = { name: 'account', title: 'Account', sort: 'account', cell: op => op.account };

const TRIES: Column = {
    name: 'tries',
    title: 'Tries',
    sort: 'attempts',
    css: 'num',
    cell: op => html`<span title="${count(op.attempts)} of at most ${count(op.maxAttempts)} tries">${op.attempts}/${op.maxAttempts}</span>`,
};

const LAST: Column = { name: 'last', title: 'Last try', sort: 'lastAttempt', cell: op => moment(op.lastAttempt) };
const QUEUED: Column = { name: 'queued', title: 'Queued', sort: 'createdAt', cell: op => moment(op.createdAt) };
const STATUS: Column = { name: 'status', title: 'Status', cell: op => statusBadge(op) };

const ERROR: Column = {
    name: 'error',
    title: 'Error',
    css: 'wide',
    cell: op => html`<span class="error-text" title=${op.lastError ?? ''}>${errorWords(op)}</span>`,
};

const WHY: Column = {
    name: 'why',
    title: 'Why it waits',
    css: 'wide',
    cell: op => why(op),
};

const OUTCOME: Column = {
    name: 'outcome',
    title: 'Error or note',
    css: 'wide',
    cell: op =>
        op.status === 'pending'
            ? why(op)
            : html`<span class=${op.status === 'failed' ? 'error-text' : 'note'} title=${op.lastError ?? op.note ?? ''}>${
                  op.status === 'failed' ? errorWords(op) : (op.note ?? '')
              }</span>`,
};

export const COLUMNS: Record<Tab, Column[]> = {
    failed: [ID, CHANGE, ERROR, ACCOUNT, TRIES, LAST],
    pending: [ID, CHANGE, WHY, ACCOUNT, TRIES, QUEUED],
    completed: [ID, CHANGE, STATUS, OUTCOME, ACCOUNT, TRIES, LAST],
    cancelled: [ID, CHANGE, STATUS, OUTCOME, ACCOUNT, QUEUED],
    all: [ID, CHANGE, STATUS, OUTCOME, ACCOUNT, TRIES, LAST],
};

function errorWords(op: SyncOperation): string {
    return op.lastError ?? (op.errorClass === null ? 'No reason given' : reasonWords(op.errorClass));
}

/** "Waits for its next try · in 20 seconds", and what the server said on hover. */
export function why(op: SyncOperation): TemplateResult | string {
    const waiting = op.waiting;
    if (waiting === null || waiting === undefined) {
        return op.inFlight ? reasonWords('in_flight') : 'Waits for its turn';
    }
    const until = waiting.until === null ? nothing : html` · ${upcoming(waiting.until)}`;
    return html`<span class="why-text" title=${waiting.text ?? ''}><strong>${reasonWords(waiting.reason)}</strong>${until}${
        waiting.text ? html` <span class="note">${waiting.text}</span>` : nothing
    }</span>`;
}

export function statusBadge(op: Pick<SyncOperation, 'status' | 'inFlight'>): TemplateResult {
    if (op.status === 'pending' && op.inFlight) {
        return badge('wait', 'sync', 'In flight');
    }
    const looks: Record<OperationStatus, TemplateResult> = {
        failed: badge('bad', 'warning', 'Failed'),
        pending: badge('wait', 'clock', 'Pending'),
        completed: badge('ok', 'check', 'Synced'),
        cancelled: badge('quiet', 'close', 'Cancelled'),
    };
    return looks[op.status];
}
