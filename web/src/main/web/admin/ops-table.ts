import { html, nothing, type PropertyValues } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { count } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import type { Counted, SyncOperation } from '../shared/types.ts';
import { decideOne, startJob } from './actions.ts';
import { choosable } from './admin-store.ts';
import { COLUMNS } from './columns.ts';
import { heldWords } from './hold.ts';
import './ops-filters.ts';
import { totalWords, type PageOf } from './paging.ts';
import { Picked } from './picked.ts';
import { changesHash, filterCount, filterOf, listOf, sortedBy, type ListQuery, type Tab } from './route.ts';
import { empty, skeleton, trouble } from './states.ts';
import { pager, sortHeader } from './table-parts.ts';
import { StorePart } from './watching.ts';

const TAB_WORDS: [Tab, string][] = [
    ['failed', 'Failed'],
    ['pending', 'Pending'],
    ['completed', 'Synced'],
    ['all', 'All'],
];

/** The list of changes: found, ordered, chosen and decided upon. */
export class OperationsTable extends StorePart {
    /** The row chosen last, where a range begins. */
    private anchor: number | null = null;

    get shown(): SyncOperation[] {
        return this.store.list.data?.items ?? [];
    }

    private get choosable(): number[] {
        return this.shown.filter(choosable).map(op => op.id);
    }

    override render() {
        const { list } = this.store;
        return html`<section class="panel changes" aria-labelledby="changes-title" id="changes">
            <h2 id="changes-title" tabindex="-1">Changes</h2>
            <div class="tools">${this.tabs()}<operation-filters .store=${this.store}></operation-filters></div>
            ${trouble('The list', list, this.store.status)} ${this.heldNotice()} ${this.bulkBar()}
            ${list.data === null ? (list.problem === null ? skeleton(8, 'row-skeletons') : nothing) : this.found(list.data)}
        </section>`;
    }

    private tabs() {
        const { status: now } = this.store.route.list;
        const status = this.store.status.data;
        const counts: Partial<Record<Tab, number>> = status === null ? {} : { failed: status.failed, pending: status.pending };
        const shown: [Tab, string][] = now === 'cancelled' ? [...TAB_WORDS, ['cancelled', 'Cancelled']] : TAB_WORDS;
        return html`<nav class="tabs" aria-label="Changes by status">
            ${shown.map(([tab, words]) => {
                const n = counts[tab];
                const href = changesHash(listOf(tab, filterOf(this.store.route.list)));
                return html`<a href=${href} aria-current=${tab === now ? 'page' : nothing}>${words}${
                    n === undefined ? nothing : html` <span class="count ${tab === 'failed' && n > 0 ? 'bad' : ''}">${count(n)}</span>`
                }</a>`;
            })}
        </nav>`;
    }

    private found(found: Counted<SyncOperation>) {
        if (found.items.length === 0) {
            return this.nothingFound();
        }
        const { list } = this.store.route;
        const columns = COLUMNS[list.status];
        const choose = this.choosable.length > 0;
        const of: PageOf = { page: list.page, size: list.size, total: found.total, capped: found.totalCapped ?? false };
        return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of changes">
                <table role="table" class="rows ops ${list.status}" aria-busy=${this.store.list.loading}>
                    <thead role="rowgroup">
                        <tr role="row">
                            ${choose ? html`<th scope="col" role="columnheader" class="pick">${this.pageBox()}</th>` : nothing}
                            ${columns.map(column => sortHeader(column.title, column.sort, list, sort => this.store.filter(sortedBy(list, sort)), `${column.name} ${column.css ?? ''}`))}
                            <th scope="col" role="columnheader" class="act"><span class="vh">Actions</span></th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">${repeat(found.items, op => op.id, op => this.row(op, choose))}</tbody>
                </table>
            </div>
            ${pager(of, found.items.length, 'change', page => this.toPage({ page }), size => this.toPage({ size, page: 1 }))}`;
    }

    private row(op: SyncOperation, choose: boolean) {
        const picked = this.store.picked.has(op.id);
        const busy = this.store.busy.get(op.id);
        const href = changesHash(this.store.route.list, op.id);
        return html`<tr role="row" class=${picked ? 'picked' : ''} data-row=${op.id} aria-busy=${busy !== undefined}>
            ${choose ? html`<td role="cell" class="pick">${choosable(op) ? this.rowBox(op, picked) : nothing}</td>` : nothing}
            ${COLUMNS[this.store.route.list.status].map(
                column => html`<td role="cell" class="${column.name} ${column.css ?? ''}" data-title=${column.title}>${column.cell(op, href)}</td>`,
            )}
            <td role="cell" class="act">
                ${
                    busy !== undefined
                        ? html`<span class="hint" role="status">${busy === 'retry' ? 'Retrying…' : 'Discarding…'}</span>`
                        : choosable(op)
                          ? html`<button type="button" class="icon-only" title="Retry" aria-label="Retry change #${op.id}" @click=${() => void decideOne(this.store, 'retry', op.id)}>${icon('retry')}</button>`
                          : nothing
                }
            </td>
        </tr>`;
    }

    private pageBox() {
        const state = this.store.picked.ofPage(this.choosable);
        return html`<label class="box"><input type="checkbox" aria-label="Select all on this page" .checked=${live(state === 'all')} .indeterminate=${live(state === 'some')}
            @change=${(event: Event) => this.store.pick(this.store.picked.set(this.choosable, (event.target as HTMLInputElement).checked))}></label>`;
    }

    private rowBox(op: SyncOperation, picked: boolean) {
        return html`<label class="box"><input type="checkbox" aria-label="Select change #${op.id}" .checked=${live(picked)} @click=${(event: MouseEvent) => this.boxClicked(event, op.id)}></label>`;
    }

    private boxClicked(event: MouseEvent, id: number): void {
        const { picked } = this.store;
        const chosen = (event.target as HTMLInputElement).checked;
        this.store.pick(event.shiftKey && this.anchor !== null ? picked.range(this.anchor, id, this.choosable, chosen) : picked.set([id], chosen));
        this.anchor = id;
    }

    private get total(): { total: number; totalCapped: boolean } {
        return { total: this.store.list.data?.total ?? 0, totalCapped: this.store.list.data?.totalCapped ?? false };
    }

    get pickedCount(): number {
        return this.store.picked.matching ? this.total.total : this.store.picked.ids.size;
    }

    private bulkBar() {
        const { picked } = this.store;
        if (picked.empty) {
            return nothing;
        }
        const { total, totalCapped } = this.total;
        const capped = picked.matching && totalCapped;
        const more = !picked.matching && this.store.route.list.status === 'failed' && picked.ofPage(this.choosable) === 'all' && total > this.shown.length;
        const words = picked.matching ? `All ${totalWords(total, totalCapped, 'change')} that match are selected` : `${count(picked.ids.size)} selected`;
        return html`<div class="bulk" role="region" aria-label="Selected changes">
            <span role="status" class="bulk-count"><strong>${words}</strong></span>
            ${
                more
                    ? html`<button type="button" class="link" @click=${() => this.store.pick(Picked.everything(this.choosable))}>Select all ${totalCapped ? 'that match' : `${count(total)} that match`}</button>`
                    : nothing
            }
            <span class="grow"></span>
            <button type="button" class="primary" @click=${() => this.decide('retry')}>${icon('retry')}Retry</button>
            <button type="button" class="danger" @click=${() => this.decide('discard')}>${icon('trash')}Discard</button>
            <button type="button" class="plain" @click=${() => this.clear()}>${icon('close')}Clear<span class="vh"> the selection</span></button>
            ${capped ? html`<span class="hint">The number is counted up to ${count(total)}; all that match are meant.</span>` : nothing}
        </div>`;
    }

    decide(action: 'retry' | 'discard'): void {
        const { picked, route } = this.store;
        if (!picked.empty) {
            const what = picked.matching ? { filter: filterOf(route.list) } : { ids: [...picked.ids] };
            void startJob(this.store, action, what, this.pickedCount, picked.matching && this.total.totalCapped);
        }
    }

    clear(): void {
        this.store.pick(Picked.NONE);
    }

    private heldNotice() {
        const { held, waiting } = this.store;
        if (held === null || waiting === 0) {
            return nothing;
        }
        return html`<div class="notice held" role="status">${icon('pause')}<span class="grow">${heldWords(held, waiting)}</span>
            <button type="button" class="link" @click=${() => void this.store.readListNow()}>Show now</button></div>`;
    }

    private nothingFound() {
        const { list } = this.store.route;
        if (filterCount(list) > 0) {
            return empty('search', 'Nothing matches these filters', '', html`<a class="button" href=${changesHash(listOf(list.status))}>Clear filters</a>`);
        }
        switch (list.status) {
            case 'failed':
                return empty('check', 'Nothing failed', 'Changes that the mail server refuses show here.');
            case 'pending':
                return empty('check', 'Nothing waits', 'Changes on their way to a mail server show here.');
            default:
                return empty('history', 'No changes yet', 'What people do to their mail shows here for as long as it is kept.');
        }
    }

    private toPage(change: Partial<ListQuery>): void {
        this.store.filter(change);
        this.store.wantsList('scroll');
    }

    /** The number of the row that has the focus. */
    private get current(): number {
        const row = this.focusedRow;
        return row === null ? -1 : this.shown.findIndex(op => op.id === Number(row.dataset['row']));
    }

    move(by: 1 | -1): void {
        const from = this.current >= 0 ? this.current : by > 0 ? -1 : this.shown.length;
        this.focusRow(Math.max(0, Math.min(this.shown.length - 1, from + by)));
    }

    focusRow(index: number): void {
        const op = this.shown[index];
        this.querySelector<HTMLElement>(`tr[data-row="${op?.id ?? ''}"] .row-link`)?.focus();
    }

    focusOperation(id: number): void {
        const link = this.querySelector<HTMLElement>(`tr[data-row="${id}"] .row-link`);
        (link ?? this.querySelector<HTMLElement>('#changes-title'))?.focus();
    }

    toggleCurrent(): void {
        const op = this.shown[this.current];
        if (op !== undefined && choosable(op)) {
            this.store.pick(this.store.picked.toggle(op.id));
            this.anchor = op.id;
        }
    }

    protected override updated(changed: PropertyValues): void {
        super.updated(changed);
        const wanted = this.store.listWanted;
        if (wanted !== null) {
            this.store.listWanted = null;
            const title = this.querySelector<HTMLElement>('#changes-title');
            title?.scrollIntoView({ block: 'start' });
            if (wanted === 'focus') {
                title?.focus({ preventScroll: true });
            }
        }
    }
}
customElements.define('operations-table', OperationsTable);
