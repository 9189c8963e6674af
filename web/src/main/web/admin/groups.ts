import { html, nothing, type TemplateResult } from 'lit';
import { count, listDate, plural } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import type { Group } from '../shared/types.ts';
import { resumeAccount, resumeGroup, startJob, tryAccount } from './actions.ts';
import type { AdminStore } from './admin-store.ts';
import { accountsHash, changesHash, listOf } from './route.ts';
import { empty, skeleton, trouble } from './states.ts';
import { StorePart } from './watching.ts';
import { groupTimes, groupWords } from './verdict.ts';

const FIRST = 4;

/** What is wrong, by reason and place: a thousand failures are one line and one button. */
export class TroubleGroups extends StorePart {
    static override properties = { ...StorePart.properties, all: { state: true } };
    declare all: boolean;

    constructor() {
        super();
        this.all = false;
    }

    override render() {
        const groups = this.store.groups;
        return html`<section class="panel groups-panel" aria-labelledby="groups-title">
            <h2 id="groups-title" tabindex="-1">What is wrong</h2>
            ${trouble('This list', groups, this.store.status)}
            ${groups.data === null ? (groups.problem === null ? skeleton(3, 'row-skeletons') : nothing) : this.list(groups.data)}
        </section>`;
    }

    private list(groups: Group[]) {
        if (groups.length === 0) {
            return empty('check', 'Nothing is wrong', 'Failures with the same reason, and accounts that have to wait, are put together here.');
        }
        const shown = this.all ? groups : groups.slice(0, FIRST);
        return html`<ul class="trouble">${shown.map(group => this.group(group))}</ul>
            ${
                groups.length > FIRST
                    ? html`<button type="button" class="link" aria-expanded=${this.all} @click=${() => (this.all = !this.all)}>
                          ${this.all ? 'Show fewer' : `Show all ${count(groups.length)}`}
                      </button>`
                    : nothing
            }`;
    }

    private group(group: Group) {
        const tone = group.type === 'failed' ? 'bad' : 'wait';
        const words = groupWords(group);
        return html`<li class="trouble-item ${tone}" data-row="${group.reason} ${group.host} ${group.accountId}">
            ${icon(group.type === 'failed' ? 'warning' : group.reason === 'paused' ? 'pause' : 'clock')}
            <div class="trouble-text">
                <p><strong class="num">${groupTimes(group)}</strong>${words}</p>
                <p class="hint">
                    ${group.type === 'waiting' ? plural(group.accounts, 'account waits', 'accounts wait') : 'failed'}${
                        group.since ? html`, since <time datetime=${group.since}>${listDate(group.since)}</time>` : nothing
                    }
                </p>
                ${group.text ? html`<p class="said" title=${group.text}>${group.text}</p>` : nothing}
            </div>
            <div class="trouble-buttons">${buttons(this.store, group, words)}</div>
        </li>`;
    }
}
customElements.define('trouble-groups', TroubleGroups);

function buttons(store: AdminStore, group: Group, words: string): TemplateResult {
    return group.type === 'failed' ? failedButtons(store, group, words) : waitingButtons(store, group, words);
}

function failedButtons(store: AdminStore, group: Group, words: string): TemplateResult {
    const filter = {
        ...(group.reason === 'none' ? {} : { errorClass: group.reason }),
        ...(group.accountId === null ? { host: group.host } : { account: group.accountId }),
    };
    return html`<a class="button" href=${changesHash(listOf('failed', filter))} @click=${() => store.wantsList()}>Show<span class="vh"> ${words}</span></a>
        <button type="button" @click=${() => void startJob(store, 'retry', { filter }, group.operations)}>${icon('retry')}Retry all<span class="vh"> ${words}</span></button>`;
}

function waitingButtons(store: AdminStore, group: Group, words: string): TemplateResult {
    const { accountId, account } = group;
    const hidden = html`<span class="vh"> ${words}</span>`;
    if (accountId === null || account === null) {
        return html`<a class="button" href=${accountsHash({ q: group.host, state: group.reason })}>Show accounts${hidden}</a>
            <button type="button" @click=${() => void resumeGroup(store, group)}>
                ${group.reason === 'paused' ? html`${icon('play')}Resume all${hidden}` : html`${icon('retry')}Try all now${hidden}`}</button>`;
    }
    return html`<a class="button" href=${changesHash(listOf('pending', { account: accountId }))} @click=${() => store.wantsList()}>Show${hidden}</a>
        ${
            group.reason === 'paused'
                ? html`<button type="button" @click=${() => void resumeAccount(store, accountId, account)}>${icon('play')}Resume${hidden}</button>`
                : html`<button type="button" @click=${() => void tryAccount(store, accountId, account)}>${icon('retry')}Try now${hidden}</button>`
        }`;
}
