import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { badge } from '../shared/badges.ts';
import { count, duration, plural, stateWords } from '../shared/format.ts';
import { icon, type IconName } from '../shared/icons.ts';
import type { Counted, SyncAccount } from '../shared/types.ts';
import { pauseAccount, resumeAccount, syncAccount, tryAccount } from './actions.ts';
import { Draft } from './draft.ts';
import { ACCOUNT_STATES, accountsHash, changesHash, listOf, sortedBy, type AccountsQuery } from './route.ts';
import { empty, skeleton, trouble, upcoming } from './states.ts';
import { pager, sortHeader } from './table-parts.ts';
import { StorePart } from './watching.ts';

const TYPING_MS = 300;
/** These wait for a time or for somebody; a mere sync would leave them waiting. */
const WAITS: SyncAccount['state'][] = ['auth_required', 'unreachable', 'throttled'];

/** Every connected account: how it is, how far behind, and the brakes. */
export class AccountsTable extends StorePart {
    private readonly searched = new Draft();
    private typing: ReturnType<typeof setTimeout> | undefined;

    override render() {
        const { accounts, route } = this.store;
        return html`<section class="panel" aria-labelledby="accounts-title">
            <h2 id="accounts-title" tabindex="-1">Accounts</h2>
            <div class="tools">
                <div class="filters" role="search" aria-label="Accounts">
                    <div class="search-field">${icon('search')}
                        <input id="search" type="search" placeholder="Address, owner or host" aria-label="Address, owner or host" autocomplete="off"
                            .value=${live(this.searched.shown(route.accounts.q))} @input=${this.typed}>
                    </div>
                    <label class="filter"><span class="vh">State</span>
                        <select class=${route.accounts.state === '' ? '' : 'set'} @change=${(event: Event) => this.narrow({ state: (event.target as HTMLSelectElement).value })}>
                            <option value="" .selected=${route.accounts.state === ''}>Every state</option>
                            ${ACCOUNT_STATES.map(state => html`<option value=${state} .selected=${route.accounts.state === state}>${stateWords(state)}</option>`)}
                        </select>
                    </label>
                </div>
            </div>
            ${trouble('The list', accounts, this.store.status)} ${accounts.data === null ? (accounts.problem === null ? skeleton(8, 'row-skeletons') : nothing) : this.found(accounts.data)}
        </section>`;
    }

    private readonly typed = (event: Event): void => {
        const text = (event.target as HTMLInputElement).value;
        this.searched.typed(text);
        clearTimeout(this.typing);
        this.typing = setTimeout(
            () => {
                this.searched.applied();
                this.narrow({ q: text.trim() }, true);
            },
            text === '' ? 0 : TYPING_MS,
        );
    };

    private narrow(change: Partial<AccountsQuery>, replace = false): void {
        this.store.go({ accounts: { ...this.store.route.accounts, page: 1, ...change } }, replace);
    }

    private found(found: Counted<SyncAccount>) {
        const query = this.store.route.accounts;
        if (found.items.length === 0) {
            return query.q || query.state
                ? empty('search', 'No account matches', '', html`<a class="button" href=${accountsHash()}>Clear filters</a>`)
                : empty('user', 'No account is connected yet', 'People connect their mail accounts in the webmail.');
        }
        const header = (title: string, sort: Parameters<typeof sortedBy<AccountsQuery['sort']>>[1] | undefined, css = '') =>
            sortHeader(title, sort, query, name => this.narrow(sortedBy(query, name)), css);
        return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of accounts">
                <table role="table" class="rows accounts" aria-busy=${this.store.accounts.loading}>
                    <thead role="rowgroup"><tr role="row">
                        ${header('Account', 'email')}${header('State', 'state')}${header('Pending', 'pending', 'num')}${header('Failed', 'failed', 'num')}
                        ${header('Lag', 'lag', 'num')}${header('Next try', undefined)}
                        <th scope="col" role="columnheader" class="act"><span class="vh">Actions</span></th>
                    </tr></thead>
                    <tbody role="rowgroup">${repeat(found.items, account => account.id, account => this.row(account))}</tbody>
                </table>
            </div>
            ${pager(
                { page: query.page, size: query.size, total: found.total, capped: false },
                found.items.length,
                'account',
                page => this.narrow({ page }),
                size => this.narrow({ size, page: 1 }),
            )}`;
    }

    private go(account: SyncAccount) {
        const waits = WAITS.includes(account.state);
        const [label, title] = waits ? [`Try ${account.email} now`, 'Try now'] : [`Sync ${account.email} now`, 'Sync now'];
        const run = () => void (waits ? tryAccount : syncAccount)(this.store, account.id, account.email);
        return html`<button type="button" class="icon-only" title=${title} aria-label=${label} @click=${run}>${icon(waits ? 'retry' : 'sync')}</button>`;
    }

    private row(account: SyncAccount) {
        return html`<tr role="row" data-row=${account.id}>
            <td role="cell" data-title="Account"><strong class="email">${account.email}</strong><span class="hint">${account.owner} · ${account.host}</span></td>
            <td role="cell" data-title="State" class="wide">${state(account)}</td>
            <td role="cell" data-title="Pending" class="num">${number(account.pending, 'pending', account)}</td>
            <td role="cell" data-title="Failed" class="num">${number(account.failed, 'failed', account)}</td>
            <td role="cell" data-title="Lag" class="num">${account.lagSeconds === null ? '–' : duration(account.lagSeconds)}</td>
            <td role="cell" data-title="Next try">${account.state === 'paused' ? '–' : upcoming(account.until ?? account.nextSync)}</td>
            <td role="cell" class="act"><div class="act-buttons">
                ${
                    account.state === 'paused'
                        ? html`<button type="button" @click=${() => void resumeAccount(this.store, account.id, account.email)}>${icon('play')}Resume<span class="vh"> ${account.email}</span></button>`
                        : html`${this.go(account)}
                              <button type="button" @click=${() => void pauseAccount(this.store, account.id, account.email)}>${icon('pause')}Pause<span class="vh"> ${account.email}</span></button>`
                }
            </div></td>
        </tr>`;
    }
}
customElements.define('accounts-table', AccountsTable);

const LOOKS: Record<SyncAccount['state'], [tone: 'ok' | 'wait' | 'bad' | 'quiet', name: IconName]> = {
    active: ['ok', 'check'],
    importing: ['quiet', 'download'],
    paused: ['wait', 'pause'],
    throttled: ['wait', 'clock'],
    auth_required: ['bad', 'warning'],
    unreachable: ['bad', 'offline'],
};

function state(account: SyncAccount): TemplateResult {
    const [tone, name] = LOOKS[account.state] ?? ['quiet', 'clock'];
    const failures = account.failuresInARow > 1 ? plural(account.failuresInARow, 'failure') + ' in a row' : '';
    return html`${badge(tone, name, stateWords(account.state))}${account.worker ? html` <span class="hint">working on ${account.worker}</span>` : nothing}
        ${account.stateReason ? html`<span class="reason" title=${account.stateReason}>${account.stateReason}</span>` : nothing}
        ${failures ? html`<span class="hint">${failures}</span>` : nothing}`;
}

function number(n: number, tab: 'pending' | 'failed', account: SyncAccount): TemplateResult | string {
    return n === 0
        ? '0'
        : html`<a class=${tab} href=${changesHash(listOf(tab, { account: account.id }))}>${count(n)}<span class="vh"> ${tab} of ${account.email}</span></a>`;
}
