import { html, nothing, type TemplateResult } from 'lit';
import { folderName } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import type { Account } from '../shared/types.ts';
import { emptyList, failure, importNotice, loadingRows, selectNotice } from './list-states.ts';
import type { MailDesk } from './mail-desk.ts';
import { toolbar } from './toolbar.ts';

/** What stands over the list: its name, its numbers, what can be done with it. */
export function headOf(desk: MailDesk): TemplateResult {
    const { list, folder } = desk.store;
    const name = folderName(folder);
    return toolbar({
        folder,
        title: list.searching ? `Search in ${name}` : name,
        total: list.loaded || (list.count > 0 && !list.searching) ? list.count : null,
        more: list.hasMore,
        searching: list.searching,
        unread: list.listing.unread,
        selected: desk.selecting.count,
        ticked: desk.selecting.ticked,
        usable: desk.selecting.count > 0 || desk.openMessage !== null,
        selectLoaded: on => desk.rows.selectLoaded(on),
        act: action => void desk.act(action, 'tools'),
        filter: () => desk.go({ unread: !desk.route.unread, message: null }, 'replace'),
    });
}

/** What there is to say about the list as it is. */
export function noticesOf(desk: MailDesk, account: Account | undefined): TemplateResult {
    const { reader, list } = desk.store;
    return html`${importNotice(account)}
        ${
            desk.liveState === 'offline' && list.loaded
                ? html`<div class="list-notice" role="status">${icon('offline')}<span>The server cannot be reached. This is your mail as it was last seen.</span></div>`
                : nothing
        }
        ${
            reader.problem !== null && list.loaded
                ? html`<div class="list-notice bad" role="alert">${icon('warning')}<span>${reader.problem.message}</span>
                      <button type="button" class="link" @click=${() => reader.retry()}>Try again</button></div>`
                : nothing
        }
        ${selecting(desk)}`;
}

function selecting(desk: MailDesk): TemplateResult | typeof nothing {
    const { list, folder } = desk.store;
    const loaded = list.rows.known.size;
    const whole = desk.selecting.folder !== null;
    const more = desk.selecting.ticked === true && (list.hasMore || loaded < list.rows.length);
    if (!whole && !more) {
        return nothing;
    }
    return selectNotice({
        loaded,
        total: list.rows.length,
        name: folderName(folder),
        whole,
        selected: desk.selecting.count,
        narrowed: list.searching || list.listing.unread,
        all: () => desk.rows.selectFolder(),
        clear: () => desk.rows.selectLoaded(false),
    });
}

/** What stands in the place of the rows while there are none; null if there are. */
export function stateOf(desk: MailDesk, account: Account | undefined): TemplateResult | null {
    const { store } = desk;
    const { list } = store;
    const problem = store.problem ?? (list.loaded ? null : store.reader.problem);
    if (problem !== null) {
        return failure(problem, 'Your mail cannot be shown', () => void desk.tryAgain());
    }
    const foldersToCome = store.folder === undefined && store.folders.complete;
    if (list.rows.length > 0 && !foldersToCome) {
        return null;
    }
    if (!list.loaded && !foldersToCome) {
        return loadingRows();
    }
    return emptyList(list.listing, store.folder, account, {
        clearFilter: () => desk.go({ unread: false }, 'replace'),
        clearSearch: () => desk.go({ q: '' }),
    });
}
