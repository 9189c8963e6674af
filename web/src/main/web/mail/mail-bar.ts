import { html, nothing, type TemplateResult } from 'lit';
import { ROOT } from '../shared/api.ts';
import { liveBadge } from '../shared/badges.ts';
import { icon } from '../shared/icons.ts';
import type { LiveState } from '../shared/live.ts';
import type { Session } from '../shared/types.ts';

export type Bar = {
    user: Session;
    live: LiveState;
    q: string;
    searchable: boolean;
    searchIn: string;
    foldersOpen: boolean;
    reconnect: () => void;
    folders: () => void;
    search: (q: string, now: boolean) => void;
    leaveSearch: () => void;
    help: () => void;
    signOut: () => void;
};

function searchField(bar: Bar): TemplateResult {
    const label = `Search in ${bar.searchIn}`;
    const keyed = (event: KeyboardEvent): void => {
        const input = event.target as HTMLInputElement;
        if (event.key === 'Escape' && input.value !== '') {
            event.preventDefault();
            input.value = '';
            bar.search('', true);
        } else if (event.key === 'Escape' || event.key === 'ArrowDown') {
            event.preventDefault();
            bar.leaveSearch();
        }
    };
    const submit = (event: SubmitEvent): void => {
        event.preventDefault();
        bar.search((event.target as HTMLFormElement).querySelector('input')?.value ?? '', true);
        bar.leaveSearch();
    };
    const clear = (event: MouseEvent): void => {
        bar.search('', true);
        (event.target as Element).closest('form')?.querySelector('input')?.focus();
    };
    // A space at the end may come before the next word.
    const typed = document.querySelector<HTMLInputElement>('.search input')?.value ?? '';
    const value = typed.trim() === bar.q ? typed : bar.q;
    return html`<form class="search" role="search" @submit=${submit}>
        ${icon('search')}
        <input type="search" name="q" aria-label=${label} placeholder=${label} autocomplete="off" spellcheck="false" enterkeyhint="search"
            maxlength="200" .value=${value} ?disabled=${!bar.searchable} @keydown=${keyed}
            @input=${(event: Event) => bar.search((event.target as HTMLInputElement).value, false)}>
        ${
            bar.q === ''
                ? html`<kbd aria-hidden="true">/</kbd>`
                : html`<button type="button" class="plain icon-only" aria-label="Clear search" title="Clear search (Esc)" @click=${clear}>${icon('close')}</button>`
        }
    </form>`;
}

function userMenu(bar: Bar): TemplateResult {
    return html`<button type="button" class="plain icon-only" popovertarget="user-menu" aria-label="Menu of ${bar.user.user}" title="Signed in as ${bar.user.user}">
            ${icon('user')}</button>
        <div id="user-menu" class="menu" popover>
            <p>Signed in as <strong>${bar.user.user}</strong></p>
            ${bar.user.role === 'admin' ? html`<a class="button plain only-narrow" href=${new URL('admin/', ROOT).href}>${icon('server')}Sync console</a>` : nothing}
            <button type="button" class="plain" popovertarget="user-menu" popovertargetaction="hide" @click=${bar.help}>${icon('keyboard')}Keyboard shortcuts</button>
            <button type="button" class="plain" @click=${bar.signOut}>${icon('signOut')}Sign out</button>
        </div>`;
}

/** The bar on top of the webmail. */
export function mailBar(bar: Bar): TemplateResult {
    return html`<header class="bar mail-bar">
        <button type="button" class="plain icon-only menu-button" aria-label="Folders" aria-expanded=${bar.foldersOpen} @click=${bar.folders}>${icon('menu')}</button>
        <h1>Mailback</h1>
        ${searchField(bar)}
        <span class="space"></span>
        ${liveBadge(bar.live, bar.reconnect)}
        <button type="button" class="plain icon-only help-button" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" @click=${bar.help}>${icon('keyboard')}</button>
        <theme-button></theme-button>
        ${bar.user.role === 'admin' ? html`<a class="button not-narrow" href=${new URL('admin/', ROOT).href}>Sync console</a>` : nothing}
        ${userMenu(bar)}
    </header>`;
}
