import { html, nothing, type TemplateResult } from 'lit';
import type { ApiProblem } from '../shared/api.ts';
import { count, folderName, plural } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import type { Account, Folder } from '../shared/types.ts';
import type { Listing } from './list-state.ts';

export function loadingRows(): TemplateResult {
    return html`<div class="loading-rows">
        <span class="vh" role="status">Loading messages</span>
        ${Array.from({ length: 8 }, () => html`<div class="row loading" aria-hidden="true"><div class="cell-text"><span class="skeleton"></span><span class="skeleton"></span></div></div>`)}
    </div>`;
}

export function failure(problem: ApiProblem, what: string, again: () => void): TemplateResult {
    return html`<div class="empty" role="alert">
        ${icon(problem.offline ? 'offline' : 'warning')}
        <h3>${what}</h3>
        <p>${problem.message}</p>
        <button type="button" class="primary" @click=${again}>${icon('retry')}Try again</button>
    </div>`;
}

export type EmptyDoes = { clearFilter: () => void; clearSearch: () => void };

export function emptyList(listing: Listing, folder: Folder | undefined, account: Account | undefined, does: EmptyDoes): TemplateResult {
    const name = folderName(folder);
    if (listing.q !== '') {
        return html`<div class="empty">
            ${icon('search')}
            <h3>Nothing found</h3>
            <p>No ${listing.unread ? 'unread ' : ''}message in ${name} has “${listing.q}” in its sender or subject.</p>
            <div class="buttons">
                <button type="button" @click=${does.clearSearch}>Clear search</button>
                ${listing.unread ? html`<button type="button" @click=${does.clearFilter}>Search read messages too</button>` : nothing}
            </div>
        </div>`;
    }
    if (listing.unread) {
        return html`<div class="empty">
            ${icon('read')}
            <h3>No unread messages</h3>
            <p>You have read everything in ${name}.</p>
            <button type="button" @click=${does.clearFilter}>Clear filter</button>
        </div>`;
    }
    if (account?.state === 'importing') {
        return html`<div class="empty">${icon('download')}<h3>Your mail is on its way</h3><p>Messages show up here as they are imported.</p></div>`;
    }
    if (folder?.role === 'trash') {
        return html`<div class="empty">${icon('trash')}<h3>Trash is empty</h3><p>What you move to Trash stays here until you delete it forever.</p></div>`;
    }
    return html`<div class="empty">${icon('inbox')}<h3>Nothing in ${name}</h3><p>New mail shows up here by itself.</p></div>`;
}

export function noAccount(connect: () => void): TemplateResult {
    return html`<div class="empty welcome">
        ${icon('unread')}
        <h2>Welcome to Mailback</h2>
        <p>Connect your mail account, and its folders and messages show up here.</p>
        <button type="button" class="primary" @click=${connect}>${icon('plus')}Connect an account</button>
    </div>`;
}

export function importNotice(account: Account | undefined): TemplateResult | typeof nothing {
    const imported = account?.state === 'importing' ? account.imported : null;
    if (!imported || imported.total === 0) {
        return nothing;
    }
    return html`<div class="list-notice">
        ${icon('download')}<span>Importing: ${count(imported.messages)} of ${plural(imported.total, 'message')}</span>
        <progress max=${imported.total} value=${imported.messages} aria-label="Import"></progress>
    </div>`;
}

export type SelectNotice = {
    /** All rows that are loaded are selected, and there are more. */
    loaded: number;
    total: number;
    name: string;
    /** The whole folder is selected. */
    whole: boolean;
    selected: number;
    /** A search or a filter is on, which a whole-folder action does not know. */
    narrowed: boolean;
    all: () => void;
    clear: () => void;
};

export function selectNotice(notice: SelectNotice): TemplateResult {
    if (notice.whole) {
        return html`<div class="list-notice selecting" role="status">
            <span>All ${plural(notice.selected, 'message')} in ${notice.name} are selected.</span>
            <button type="button" class="link" @click=${notice.clear}>Clear selection</button>
        </div>`;
    }
    return html`<div class="list-notice selecting" role="status">
        <span>${count(notice.loaded)} loaded ${notice.loaded === 1 ? 'message is' : 'messages are'} selected.</span>
        ${
            notice.narrowed
                ? html`<span>With a filter or a search, only what is loaded can be selected; scroll down to load more.</span>`
                : html`<button type="button" class="link" @click=${notice.all}>Select all ${count(notice.total)} in ${notice.name}</button>`
        }
    </div>`;
}
