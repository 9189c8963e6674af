import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { exactTime, kindWords, milliseconds, reasonWords, senderName, subjectOf } from '../shared/format.ts';
import { icon, type IconName } from '../shared/icons.ts';
import type { HistoryEntry, OperationDetail } from '../shared/types.ts';
import { decideOne } from './actions.ts';
import { statusBadge, why } from './columns.ts';
import { changesHash, listOf } from './route.ts';
import { moment, skeleton, trouble } from './states.ts';
import { StorePart } from './watching.ts';

/** One change and everything that was tried: a drawer at the right, over the list. */
export class OperationDrawer extends StorePart {
    override render() {
        const id = this.store.route.operation;
        const { detail } = this.store;
        const op = detail.data?.id === id ? detail.data : null;
        return html`<dialog class="drawer" aria-labelledby="drawer-title" @close=${this.closed} @click=${this.backdrop}>
            ${
                id === null
                    ? nothing
                    : html`<div class="drawer-body">
                          <header>
                              <h2 id="drawer-title" tabindex="-1">Change #${id}</h2>
                              ${op === null ? nothing : statusBadge(op)}
                              <span class="grow"></span>
                              <button type="button" class="plain icon-only" aria-label="Close" @click=${() => this.dialog?.close()}>${icon('close')}</button>
                          </header>
                          ${this.problem(id)} ${op === null ? (detail.problem === null ? skeleton(6, 'row-skeletons') : nothing) : this.facts(op)}
                      </div>`
            }
        </dialog>`;
    }

    private get dialog(): HTMLDialogElement | null {
        return this.querySelector('dialog');
    }

    protected override updated(changed: PropertyValues): void {
        super.updated(changed);
        const { dialog } = this;
        const wanted = this.store.route.operation !== null;
        if (wanted && dialog?.open === false) {
            dialog.showModal();
        } else if (!wanted && dialog?.open === true) {
            dialog.close();
        }
        // The button that was pressed is gone once it has done its work.
        if (dialog?.open === true && document.activeElement === document.body) {
            this.querySelector<HTMLElement>('#drawer-title')?.focus();
        }
    }

    private readonly closed = (): void => {
        const id = this.store.route.operation ?? this.lastShown;
        if (this.store.route.operation !== null) {
            this.store.go({ operation: null });
        }
        this.dispatchEvent(new CustomEvent('drawer-closed', { detail: id, bubbles: true }));
    };

    private lastShown: number | null = null;

    protected override willUpdate(changed: PropertyValues): void {
        super.willUpdate(changed);
        this.lastShown = this.store.route.operation ?? this.lastShown;
    }

    private readonly backdrop = (event: MouseEvent): void => {
        if (event.target === this.dialog) {
            this.dialog?.close();
        }
    };

    private problem(id: number) {
        const { problem } = this.store.detail;
        return problem?.status === 404
            ? html`<div class="notice wait" role="alert">${icon('warning')}<span class="grow">There is no change #${id} (any more). Changes that are done are kept for a while only.</span></div>`
            : trouble('This change', this.store.detail);
    }

    private facts(op: OperationDetail) {
        return html`<dl class="facts">
                ${fact('Change', html`${kindWords(op.kind)}${op.target ? html` → ${op.target}` : nothing}`)}
                ${op.subject === null ? nothing : fact('Message', html`<strong>${subjectOf(op.subject)}</strong>`)}
                ${op.messageFrom ? fact('From', html`<span title=${op.messageFrom}>${senderName(op.messageFrom)}</span>`) : nothing}
                ${op.folder ? fact('Folder', op.folder) : nothing}
                ${fact('Account', html`<a href=${changesHash(listOf('all', { account: op.accountId }))}>${op.account}</a> <span class="hint">at ${op.host}</span>`)}
                ${fact('Queued', html`${exactTime(op.createdAt)}${op.createdBy ? html` by ${op.createdBy}` : nothing} <span class="hint">(${moment(op.createdAt)})</span>`)}
                ${fact('Tries', `${op.attempts} of at most ${op.maxAttempts}`)}
                ${op.status === 'pending' ? fact('Waits', why(op)) : nothing}
                ${op.errorClass && op.status === 'failed' ? fact('Reason', reasonWords(op.errorClass)) : nothing}
                ${op.note ? fact('Note', op.note) : nothing}
                ${op.supersededBy ? fact('Replaced by', html`<a href=${changesHash(this.store.route.list, op.supersededBy)}>#${op.supersededBy}</a>`) : nothing}
            </dl>
            ${op.status === 'failed' && op.lastError ? html`<pre class="said bad" tabindex="0" aria-label="What the server said last">${op.lastError}</pre>` : nothing}
            ${op.status === 'failed' ? this.buttons(op) : nothing}
            <h3 id="history-title">History</h3>
            <ol class="timeline" aria-labelledby="history-title">${this.history(op)}</ol>`;
    }

    private buttons(op: OperationDetail) {
        const busy = this.store.busy.get(op.id);
        return html`<div class="drawer-buttons">
            <button type="button" class="primary" ?disabled=${busy !== undefined} @click=${() => void decideOne(this.store, 'retry', op.id)}>
                ${icon('retry')}${busy === 'retry' ? 'Retrying…' : 'Retry now'}
            </button>
            <button type="button" class="danger" ?disabled=${busy !== undefined} @click=${() => void decideOne(this.store, 'discard', op.id)}>
                ${icon('trash')}${busy === 'discard' ? 'Discarding…' : 'Discard'}
            </button>
        </div>`;
    }

    private history(op: OperationDetail): TemplateResult[] {
        let attempt = 0;
        return op.history.map((entry): TemplateResult => step(entry, entry.event === 'attempt' ? ++attempt : 0, op));
    }
}
customElements.define('operation-drawer', OperationDrawer);

function fact(name: string, value: TemplateResult | string): TemplateResult {
    return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function step(entry: HistoryEntry, attempt: number, op: OperationDetail): TemplateResult {
    const [name, words, tone] = look(entry, attempt, op);
    // The end repeats what the last attempt was told.
    const said = entry.event === 'failed' ? null : entry.error;
    return html`<li class="step ${tone}">
        <span class="step-icon">${icon(name)}</span>
        <div>
            <p class="step-head"><strong>${words}</strong>
                ${entry.durationMs === null ? nothing : html`<span class="hint">${milliseconds(entry.durationMs)}</span>`}
                ${entry.node ? html`<span class="hint">on ${entry.node}</span>` : nothing}
            </p>
            <p class="hint">${exactTime(entry.at)} · ${moment(entry.at)}</p>
            ${said === null ? nothing : html`<pre class="said ${tone}">${said}</pre>`}
        </div>
    </li>`;
}

const OUTCOMES = { done: 'done', again: 'to be repeated', failed: 'refused', unknown: 'outcome unknown' } as const;
const TONES = { done: 'ok', again: 'wait', failed: 'bad', unknown: 'wait' } as const;

function look(entry: HistoryEntry, attempt: number, op: OperationDetail): [IconName, string, string] {
    const by = entry.by ? ` by ${entry.by}` : '';
    switch (entry.event) {
        case 'queued':
            return ['plus', `Queued${by}`, 'quiet'];
        case 'attempt': {
            const outcome = entry.outcome ?? (entry.errorClass === null ? 'done' : 'failed');
            return [outcome === 'done' ? 'check' : 'warning', `Attempt ${attempt}: ${OUTCOMES[outcome]}`, TONES[outcome]];
        }
        case 'retried':
            return ['retry', `Retried${by}`, 'quiet'];
        case 'completed':
            return ['check', 'Saved at the mail server', 'ok'];
        case 'failed':
            return ['warning', `Failed${entry.errorClass ? `: ${reasonWords(entry.errorClass)}` : ''}`, 'bad'];
        case 'cancelled':
            return ['close', op.supersededBy ? `Replaced by #${op.supersededBy}` : `Cancelled${by}`, 'quiet'];
    }
}
