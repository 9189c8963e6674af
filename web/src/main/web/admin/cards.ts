import { html, nothing, type TemplateResult } from 'lit';
import { count, duration, plural } from '../shared/format.ts';
import { icon, type IconName } from '../shared/icons.ts';
import type { SyncStatus } from '../shared/types.ts';
import type { AdminStore } from './admin-store.ts';
import { changesHash, listOf, type Tab } from './route.ts';
import { skeleton, trouble } from './states.ts';
import { verdictOf } from './verdict.ts';

const ICONS: Record<'ok' | 'wait' | 'bad', IconName> = { ok: 'check', wait: 'clock', bad: 'warning' };

/** Read out when it changes; the numbers, which change all the time, are not. */
const NEWS = { ok: 'All is well', wait: 'Changes wait', bad: 'Something needs attention' } as const;

export function verdictLine(store: AdminStore): TemplateResult {
    const status = store.status.data;
    if (status === null) {
        return store.status.problem === null ? skeleton(1, 'verdict-skeleton') : html`${trouble('The state of the sync', store.status)}`;
    }
    const verdict = verdictOf(status, store.groups.data ?? [], Date.now());
    return html`${trouble('The state of the sync', store.status)}
        <p class="vh" role="status">${NEWS[verdict.tone]}</p>
        <div class="verdict ${verdict.tone}">
            ${icon(ICONS[verdict.tone])}
            <p><strong>${verdict.title}</strong>${verdict.why ? html`<span class="why">${verdict.why}</span>` : nothing}</p>
        </div>`;
}

export function cards(store: AdminStore): TemplateResult {
    const status = store.status.data;
    if (status === null) {
        return store.status.problem === null ? skeleton(4, 'card-skeletons') : html``;
    }
    return html`<ul class="cards">
        ${card(store, 'failed', 'Failed', status.failed, failedWords(status), status.failed > 0 ? 'bad' : 'calm')}
        ${card(store, 'pending', 'Pending', status.pending, oldestWords(status), status.pending > 0 ? 'wait' : 'calm')}
        ${card(store, 'pending', 'In flight', status.inFlight, 'at a mail server just now', 'calm')}
        ${card(store, 'completed', 'Synced today', status.completedToday ?? status.completedLastDay, 'in the last 24 hours', 'ok')}
    </ul>`;
}

function failedWords(status: SyncStatus): string {
    if (status.failed > 0) {
        return status.failed === 1 ? 'needs a decision' : 'need a decision';
    }
    return status.failedToday > 0 ? `${plural(status.failedToday, 'failure')} mended today` : 'nothing to decide';
}

function oldestWords(status: SyncStatus): string {
    return status.oldestPending === null
        ? 'nothing waits'
        : `oldest ${duration(Math.max(0, (Date.now() - Date.parse(status.oldestPending)) / 1_000))}`;
}

function card(store: AdminStore, tab: Tab, title: string, value: number, hint: string, tone: string): TemplateResult {
    return html`<li>
        <a class="card ${tone}" href=${changesHash(listOf(tab))} @click=${() => store.wantsList()}>
            <span class="card-title">${title}</span>
            <strong class="card-value">${count(value)}</strong>
            <span class="card-hint">${hint}</span>
        </a>
    </li>`;
}
