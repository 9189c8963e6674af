import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ApiProblem, mail } from '../shared/api.ts';
import { count, folderName, plural } from '../shared/format.ts';
import { LightElement } from '../shared/light-element.ts';
import { showShortcuts } from '../shared/shortcut-help.ts';
import { Shortcuts } from '../shared/shortcuts.ts';
import { toast } from '../shared/toasts.ts';
import type { Account, Action, Session } from '../shared/types.ts';
import type { Window } from '../shared/virtual.ts';
import { openAccountForm } from './account-form.ts';
import './folder-nav.ts';
import type { FolderNav } from './folder-nav.ts';
import { headOf, noticesOf, stateOf } from './list-column.ts';
import { noAccount } from './list-states.ts';
import { mailBar } from './mail-bar.ts';
import { MailDesk } from './mail-desk.ts';
import { mailShortcuts } from './mail-keys.ts';
import './message-list.ts';
import type { MessageList, RowClick } from './message-list.ts';
import './reading-pane.ts';
import type { ReadingPane } from './reading-pane.ts';

const SEARCH_MS = 250;
const NARROW = matchMedia('(width < 900px)');

/** The webmail of one user: folders, list and message. */
export class MailPage extends LightElement {
    static override properties = { user: { attribute: false }, suspended: { attribute: false }, foldersOpen: { state: true } };
    declare user: Session;
    /** Nobody is signed in any more; everything stays as it is until the same user is back. */
    declare suspended: boolean;
    declare foldersOpen: boolean;
    private readonly shortcuts = new Shortcuts();
    private searching: ReturnType<typeof setTimeout> | undefined;
    private readonly desk = new MailDesk({
        changed: () => this.requestUpdate(),
        reveal: index => this.rows?.reveal(index),
        focusList: () => void this.updateComplete.then(() => this.rows?.focusRows()),
        focusMessage: () => this.focusMessage(),
        enterMessage: () => this.enterMessage(),
        narrow: () => NARROW.matches,
        inMessage: () => document.activeElement?.closest('.pane') != null,
    });

    constructor() {
        super();
        this.suspended = false;
        this.foldersOpen = false;
        this.shortcuts.add(...mailShortcuts({
            inTrash: () => this.desk.store.inTrash,
            move: (by, extend) => this.desk.rows.move(by, extend),
            open: () => this.desk.rows.openCurrent(),
            back: () => this.desk.close(),
            escape: this.escape,
            select: () => this.desk.rows.selectCurrent(),
            selectLoaded: on => this.desk.rows.selectLoaded(on),
            act: action => void this.desk.act(action, 'keys'),
            undo: () => void this.desk.actions.undo(),
            goTo: role => this.desk.goTo(role),
            search: () => this.querySelector<HTMLInputElement>('.search input')?.focus(),
            help: this.help,
        }));
    }

    private get rows(): MessageList | null {
        return this.querySelector<MessageList>('message-list');
    }

    override connectedCallback(): void {
        super.connectedCallback();
        NARROW.addEventListener('change', this.resized);
        this.shortcuts.start();
        void this.desk.start();
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        NARROW.removeEventListener('change', this.resized);
        this.shortcuts.stop();
        this.desk.stop();
    }

    private readonly resized = (): void => this.requestUpdate();

    protected override updated(changed: PropertyValues<this>): void {
        if (changed.get('suspended') !== undefined && changed.has('suspended')) {
            if (this.suspended) {
                this.desk.pause();
            } else {
                this.desk.resume();
                this.desk.refresh();
                this.rows?.focusRows();
            }
        }
        if (this.rows?.atTop && this.desk.store.arrived > 0) {
            this.desk.store.arrived = 0;
        }
        document.title = this.titleOf();
    }

    private titleOf(): string {
        const { folder, folders } = this.desk.store;
        const account = folder?.accountId ?? folders.accounts?.[0]?.id;
        const inbox = account === undefined ? undefined : folders.byRole(account, 'inbox');
        const unread = (inbox && folders.find(inbox.id)?.unread) ?? 0;
        return `${unread > 0 ? `(${count(unread)}) ` : ''}${this.folderName} – Mailback`;
    }

    private get account(): Account | undefined {
        const { accounts } = this.desk.store.folders;
        return accounts?.find(account => account.id === this.desk.store.folder?.accountId) ?? accounts?.[0];
    }

    private get folderName(): string {
        return folderName(this.desk.store.folder);
    }

    private readonly help = (): void => void showShortcuts(this.shortcuts);

    private readonly escape = (): void => {
        if (this.foldersOpen) {
            this.toggleFolders();
        } else {
            this.desk.escape();
        }
    };

    private focusMessage(): void {
        if (NARROW.matches) {
            this.enterMessage();
        }
    }

    private enterMessage(): void {
        void this.updateComplete.then(() => this.querySelector<ReadingPane>('reading-pane')?.focusMessage());
    }

    private readonly toggleFolders = async (): Promise<void> => {
        this.foldersOpen = !this.foldersOpen;
        await this.updateComplete;
        if (this.foldersOpen) {
            this.querySelector<FolderNav>('folder-nav')?.focusCurrent();
        } else {
            this.querySelector<HTMLElement>('.menu-button')?.focus();
        }
    };

    private readonly openFolder = (event: CustomEvent<number>): void => {
        this.foldersOpen = false;
        this.desk.openFolder(event.detail);
        if (NARROW.matches) {
            void this.updateComplete.then(() => this.rows?.focusRows());
        }
    };

    private readonly search = (q: string, now: boolean): void => {
        clearTimeout(this.searching);
        this.searching = setTimeout(() => this.desk.go({ q: q.trim(), message: null }, this.desk.route.q === '' ? 'push' : 'replace'), now ? 0 : SEARCH_MS);
    };

    private readonly connect = (): Promise<void> => this.accountForm(null);

    private readonly edit = (event: CustomEvent<number>): Promise<void> =>
        this.accountForm(this.desk.store.folders.accounts?.find(account => account.id === event.detail) ?? null);

    private async accountForm(account: Account | null): Promise<void> {
        await openAccountForm(account);
        await this.desk.tryAgain();
    }

    private readonly syncNow = async (event: CustomEvent<number>): Promise<void> => {
        try {
            await mail.syncNow(event.detail);
            toast({ text: 'Looking for new mail' });
        } catch (e) {
            toast({ text: e instanceof ApiProblem ? e.message : String(e), tone: 'bad' });
        }
    };

    override render() {
        const { desk } = this;
        const { store, route } = desk;
        const reading = route.message !== null;
        return html`${mailBar({
            user: this.user,
            live: desk.liveState,
            q: route.q,
            searchable: store.folder !== undefined,
            searchIn: this.folderName,
            foldersOpen: this.foldersOpen,
            reconnect: desk.live.retryNow,
            folders: () => void this.toggleFolders(),
            search: this.search,
            leaveSearch: () => this.rows?.focusRows(),
            help: this.help,
            signOut: () => this.dispatchEvent(new CustomEvent('sign-out')),
        })}
        <div class="columns ${reading ? 'reading' : ''}">
            <div class="nav ${this.foldersOpen ? 'open' : ''}" @click=${this.outside}>
                <folder-nav .accounts=${store.folders.accounts} .folders=${store.folders.shown} .current=${route.folder} .user=${this.user}
                    @open-folder=${this.openFolder} @connect-account=${this.connect} @edit-account=${this.edit} @sync-account=${this.syncNow}></folder-nav>
            </div>
            ${store.folders.accounts?.length === 0 ? html`<main class="nothing">${noAccount(() => void this.connect())}</main>` : this.mailColumns()}
        </div>`;
    }

    /** A click beside the folders that lie over the list closes them. */
    private readonly outside = (event: MouseEvent): void => {
        if (this.foldersOpen && event.target === event.currentTarget) {
            void this.toggleFolders();
        }
    };

    private mailColumns(): TemplateResult {
        const { desk } = this;
        // On a phone only one of both is in sight, and that one is the main part.
        return html`<main class="list-and-message">
            <section class="list-column" aria-label=${this.folderName} ?inert=${this.foldersOpen && NARROW.matches}>
                ${headOf(desk)}${noticesOf(desk, this.account)}${this.rowsOrState()}
            </section>
            <section class="pane" aria-label="Message" tabindex="-1" ?inert=${this.foldersOpen && NARROW.matches}>
                <reading-pane .message=${desk.openMessage} .inTrash=${desk.store.inTrash} .account=${desk.openAccount}
                    @message-action=${(event: CustomEvent<{ action: Action; ids: number[] }>) => desk.actOn(event.detail.action, event.detail.ids)}
                    @retry-message=${(event: CustomEvent<number>) => desk.actions.settle('retry', event.detail)}
                    @discard-message=${(event: CustomEvent<number>) => desk.actions.settle('discard', event.detail)}
                    @close-message=${() => desk.close()}></reading-pane>
            </section>
        </main>`;
    }

    private rowsOrState(): TemplateResult {
        const { desk } = this;
        const { store } = desk;
        return (
            stateOf(desk, this.account) ??
            html`<div class="list-box">
                <message-list .list=${store.list} .version=${store.list.version} .label="Messages in ${this.folderName}" .selected=${desk.selecting.has}
                    .focusIndex=${desk.cursor.index} .openId=${desk.route.message} .look=${this.look}
                    @window-shown=${(event: CustomEvent<Window>) => store.reader.show(event.detail)}
                    @row-click=${(event: CustomEvent<RowClick>) => desk.rows.rowClicked(event.detail)}
                    @row-key=${(event: CustomEvent<number>) => desk.rows.moveTo(event.detail)}></message-list>
                ${
                    store.arrived > 0 && this.rows?.atTop === false
                        ? html`<button type="button" class="pill primary" @click=${this.toTop}>${plural(store.arrived, 'new message')}</button>`
                        : nothing
                }
            </div>`
        );
    }

    private readonly toTop = (): void => {
        this.rows?.goTo(0);
        this.desk.store.arrived = 0;
        this.desk.rows.moveTo(0);
        this.rows?.focusRows();
    };

    /** Counts up with every rendering, because what is selected or under way is not seen from the list itself. */
    private get look(): number {
        return ++this.looks;
    }

    private looks = 0;
}
customElements.define('mail-page', MailPage);
