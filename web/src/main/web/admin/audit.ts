import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ApiProblem, sync } from '../shared/api.ts';
import { count, exactTime } from '../shared/format.ts';
import { toast } from '../shared/toasts.ts';
import type { AuditEntry } from '../shared/types.ts';
import { actionWords } from './audit-words.ts';
import { empty, moment, skeleton, trouble } from './states.ts';
import { StorePart } from './watching.ts';

const PAGE = 50;

/** Who did what, and when. The newest by themselves, older ones when asked for. */
export class AuditLog extends StorePart {
    static override properties = { ...StorePart.properties, older: { state: true }, next: { state: true }, loading: { state: true } };
    declare older: AuditEntry[];
    /** Where the older ones go on; undefined until they were asked for. */
    declare next: string | null | undefined;
    declare loading: boolean;

    constructor() {
        super();
        this.older = [];
        this.next = undefined;
        this.loading = false;
    }

    override render() {
        const { audit } = this.store;
        return html`<section class="panel" aria-labelledby="audit-title">
            <h2 id="audit-title" tabindex="-1">Audit log</h2>
            <p class="hint">What administrators did, here or by script. Nobody can change it here.</p>
            ${trouble('The log', audit, this.store.status)} ${audit.data === null ? (audit.problem === null ? skeleton(8, 'row-skeletons') : nothing) : this.found(audit.data.items)}
        </section>`;
    }

    private found(newest: AuditEntry[]) {
        if (newest.length === 0) {
            return empty('history', 'Nobody has done anything yet', 'Retries, discards, pauses and the like show here with the name of who did them.');
        }
        const oldest = this.older.at(0);
        const entries = [...newest.filter(entry => oldest === undefined || entry.id > oldest.id), ...this.older];
        const next = this.next === undefined ? this.store.audit.data?.next : this.next;
        return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of actions">
                <table role="table" class="rows audit">
                    <thead role="rowgroup"><tr role="row">
                        <th scope="col" role="columnheader">When</th><th scope="col" role="columnheader">Who</th><th scope="col" role="columnheader">What</th>
                        <th scope="col" role="columnheader">On</th><th scope="col" role="columnheader" class="num">Count</th><th scope="col" role="columnheader">Detail</th>
                    </tr></thead>
                    <tbody role="rowgroup">${repeat(entries, entry => entry.id, row)}</tbody>
                </table>
            </div>
            ${next ? html`<div class="pager"><button type="button" ?disabled=${this.loading} @click=${() => void this.more(next, entries)}>${this.loading ? 'Loading…' : 'Show older'}</button></div>` : nothing}`;
    }

    private async more(cursor: string, shown: AuditEntry[]): Promise<void> {
        this.loading = true;
        try {
            const page = await sync.audit(cursor, PAGE);
            this.older = [...shown, ...page.items];
            this.next = page.next;
        } catch (e) {
            toast({ text: e instanceof ApiProblem ? e.message : String(e), tone: 'bad' });
        } finally {
            this.loading = false;
        }
    }
}
customElements.define('audit-log', AuditLog);

function row(entry: AuditEntry) {
    return html`<tr role="row">
        <td role="cell" data-title="When"><span title=${exactTime(entry.at)}>${exactTime(entry.at)}</span> <span class="hint">${moment(entry.at)}</span></td>
        <td role="cell" data-title="Who"><strong>${entry.actor}</strong></td>
        <td role="cell" data-title="What">${actionWords(entry.action)}</td>
        <td role="cell" data-title="On">${entry.target ?? '–'}</td>
        <td role="cell" data-title="Count" class="num">${entry.count === null ? '–' : count(entry.count)}</td>
        <td role="cell" data-title="Detail" class="wide"><span class="note" title=${entry.detail ?? ''}>${entry.detail ?? ''}</span></td>
    </tr>`;
}
