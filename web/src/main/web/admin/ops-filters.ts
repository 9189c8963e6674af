import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { sync } from '../shared/api.ts';
import { count, kindWords, reasonWords } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import type { OperationFilter, OperationKind, SyncAccount } from '../shared/types.ts';
import { Draft } from './draft.ts';
import { filterCount, filterOf, KINDS, listOf, type ListQuery } from './route.ts';
import { StorePart } from './watching.ts';

const TYPING_MS = 300;
const SUGGESTED = 20;
const CLASSES = ['not_permitted', 'refused', 'quota', 'temporary', 'unsupported', 'unknown_outcome', 'not_found', 'unreadable'];

/** What narrows the list of changes; all of it is in the address. */
export class OperationFilters extends StorePart {
    static override properties = { ...StorePart.properties, suggested: { state: true }, open: { state: true } };
    declare suggested: SyncAccount[];
    declare open: boolean;
    private readonly searched = new Draft();
    private readonly named = new Draft();
    private readonly names = new Map<number, string>();
    private typing: ReturnType<typeof setTimeout> | undefined;

    constructor() {
        super();
        this.suggested = [];
        this.open = false;
    }

    override render() {
        const list = this.store.route.list;
        const narrowed = filterCount(list) - (list.q === undefined ? 0 : 1);
        return html`<div class="filters" role="search" aria-label="Changes">
            <div class="search-field">
                ${icon('search')}
                <input id="search" type="search" placeholder="Subject or error" aria-label="Subject or error" autocomplete="off"
                    .value=${live(this.searched.shown(list.q ?? ''))} @input=${this.typed} @keydown=${this.searchKey}>
            </div>
            <button type="button" class="filters-toggle" aria-expanded=${this.open} aria-controls="more-filters" @click=${() => (this.open = !this.open)}>
                Filters${narrowed > 0 ? html` <span class="count">${count(narrowed)}</span>` : nothing}${icon('down')}
            </button>
            <div id="more-filters" class=${this.open ? 'more-filters open' : 'more-filters'}>
                ${this.account(list)}
                ${this.choice('kind', 'Kind', 'Every kind', KINDS, list.kind, value => kindWords(value as OperationKind))}
                ${this.choice('errorClass', 'Reason', 'Every reason', this.classes(list), list.errorClass, reasonWords)}
                ${this.choice('host', 'Host', 'Every host', this.hosts(list), list.host, value => value)}
            </div>
            ${
                filterCount(list) > 0
                    ? html`<button type="button" class="plain clear" @click=${() => this.store.go({ list: listOf(list.status), operation: null })}>${icon('close')}Clear<span class="vh"> filters</span></button>`
                    : nothing
            }
        </div>`;
    }

    private account(list: ListQuery) {
        return html`<label class="filter"><span class="vh">Account</span>
            <input type="text" list="account-choices" placeholder="Every account" autocomplete="off" class=${list.account === undefined ? '' : 'set'}
                .value=${live(this.named.shown(this.nameOf(list.account)))} @focus=${this.suggest} @input=${this.accountTyped} @change=${this.accountChosen}>
            <datalist id="account-choices">${this.suggested.map(account => html`<option value=${account.email}></option>`)}</datalist>
        </label>`;
    }

    private choice(name: keyof OperationFilter, title: string, every: string, values: readonly string[], now: string | undefined, words: (value: string) => string) {
        return html`<label class="filter"><span class="vh">${title}</span>
            <select class=${now === undefined ? '' : 'set'} @change=${(event: Event) => this.set(name, (event.target as HTMLSelectElement).value)}>
                <option value="" .selected=${now === undefined}>${every}</option>
                ${values.map(value => html`<option value=${value} .selected=${now === value}>${words(value)}</option>`)}
            </select>
        </label>`;
    }

    private set(name: keyof OperationFilter, value: string | number, replace = false): void {
        const { [name]: _before, ...others } = filterOf(this.store.route.list);
        const { status, sort, dir, size } = this.store.route.list;
        const filter = value === '' ? others : { ...others, [name]: value };
        this.store.go({ view: 'changes', list: { ...filter, status, sort, dir, size, page: 1 }, operation: null }, replace);
    }

    private search(text: string): void {
        this.searched.applied();
        this.set('q', text.trim(), true);
    }

    private readonly typed = (event: Event): void => {
        const text = (event.target as HTMLInputElement).value;
        this.searched.typed(text);
        clearTimeout(this.typing);
        this.typing = setTimeout(() => this.search(text), text === '' ? 0 : TYPING_MS);
    };

    private readonly searchKey = (event: KeyboardEvent): void => {
        if (event.key === 'Enter') {
            clearTimeout(this.typing);
            this.search((event.target as HTMLInputElement).value);
        } else if (event.key === 'Escape') {
            (event.target as HTMLInputElement).blur();
        }
    };

    private readonly suggest = (): void => void this.look('');

    private async look(q: string): Promise<void> {
        try {
            this.suggested = (await sync.accounts({ q, sort: 'failed', dir: 'desc', limit: SUGGESTED })).items;
        } catch {
            this.suggested = [];
        }
    }

    private readonly accountTyped = (event: Event): void => {
        const text = (event.target as HTMLInputElement).value;
        const exact = this.suggested.find(account => account.email === text);
        this.named.typed(text);
        if (exact !== undefined || text === '') {
            this.named.applied();
            this.set('account', exact?.id ?? '');
            return;
        }
        clearTimeout(this.typing);
        this.typing = setTimeout(() => void this.look(text.trim()), TYPING_MS);
    };

    private readonly accountChosen = (event: Event): void => {
        this.named.applied();
        if ((event.target as HTMLInputElement).value.trim() === '') {
            this.set('account', '');
        }
        this.requestUpdate();
    };

    /** Rows come and go, but an account that is filtered by keeps its name. */
    private nameOf(id: number | undefined): string {
        if (id === undefined) {
            return '';
        }
        for (const account of [...this.suggested, ...(this.store.accounts.data?.items ?? [])]) {
            this.names.set(account.id, account.email);
        }
        for (const op of this.store.list.data?.items ?? []) {
            this.names.set(op.accountId, op.account);
        }
        const known = this.names.get(id);
        if (known === undefined && this.store.list.data !== null) {
            this.names.set(id, `Account ${id}`);
            void this.ask(id);
        }
        return known ?? `Account ${id}`;
    }

    private async ask(id: number): Promise<void> {
        try {
            const { items } = await sync.operations({ status: 'all', account: id, limit: 1 });
            items.forEach(op => this.names.set(op.accountId, op.account));
            this.requestUpdate();
        } catch {
            this.names.delete(id);
        }
    }

    private classes(list: ListQuery): string[] {
        return [...new Set([...Object.keys(this.store.status.data?.failedByClass ?? {}), ...CLASSES, ...(list.errorClass ? [list.errorClass] : [])])];
    }

    private hosts(list: ListQuery): string[] {
        const groups = (this.store.groups.data ?? []).map(group => group.host);
        const shown = (this.store.list.data?.items ?? []).map(op => op.host);
        return [...new Set([...groups, ...shown, ...(list.host ? [list.host] : [])])].filter(host => host).sort();
    }
}
customElements.define('operation-filters', OperationFilters);
