import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { badge } from '../shared/badges.ts';
import { count, plural } from '../shared/format.ts';
import { icon, type IconName } from '../shared/icons.ts';
import { LightElement } from '../shared/light-element.ts';
import type { Account, Folder, FolderRole, Session } from '../shared/types.ts';
import { folderTree, type FolderNode } from './folder-tree.ts';

const ICONS: Record<FolderRole, IconName> = {
    inbox: 'inbox',
    drafts: 'drafts',
    sent: 'sent',
    archive: 'archive',
    junk: 'junk',
    trash: 'trash',
    none: 'folder',
};

/**
 * Accounts with their state and their folders. Fires `open-folder`, `edit-account` and `sync-account` with an id, and
 * `connect-account`.
 */
export class FolderNav extends LightElement {
    static override properties = {
        accounts: { attribute: false },
        folders: { attribute: false },
        current: { attribute: false },
        user: { attribute: false },
    };
    /** Null as long as they are not known. */
    declare accounts: Account[] | null;
    declare folders: Map<number, Folder[]>;
    declare current: number | null;
    declare user: Session | null;
    private readonly trees = new WeakMap<Folder[], FolderNode[]>();

    constructor() {
        super();
        this.accounts = null;
        this.folders = new Map();
        this.current = null;
        this.user = null;
        this.addEventListener('keydown', this.moved);
    }

    /** The folder that is open, or the first, for whoever comes by keyboard. */
    focusCurrent(): void {
        const buttons = this.folderButtons();
        (buttons.find(button => button.getAttribute('aria-current') === 'true') ?? buttons[0])?.focus();
    }

    private folderButtons(): HTMLElement[] {
        return [...this.querySelectorAll<HTMLElement>('.folder')];
    }

    private readonly moved = (event: KeyboardEvent): void => {
        const buttons = this.folderButtons();
        const at = buttons.indexOf(event.target as HTMLElement);
        const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 };
        const to = steps[event.key];
        if (at < 0 || to === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) {
            return;
        }
        event.preventDefault();
        buttons[Math.min(Math.max(to, 0), buttons.length - 1)]?.focus();
    };

    private fire(name: string, detail?: number): void {
        this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    }

    private tree(account: number): FolderNode[] | null {
        const folders = this.folders.get(account);
        if (folders === undefined) {
            return null;
        }
        let tree = this.trees.get(folders);
        if (tree === undefined) {
            tree = folderTree(folders);
            this.trees.set(folders, tree);
        }
        return tree;
    }

    private row({ folder, label, depth }: FolderNode): TemplateResult {
        const open = folder.id === this.current;
        const unread = folder.unread > 0;
        const title = `${folder.name}: ${plural(folder.total, 'message')}${unread ? `, ${count(folder.unread)} unread` : ''}`;
        return html`<li>
            <button type="button" class="folder depth-${depth} ${unread ? 'has-unread' : ''}" title=${title}
                aria-current=${open ? 'true' : nothing} @click=${() => this.fire('open-folder', folder.id)}>
                ${icon(ICONS[folder.role] ?? 'folder')}
                <span class="folder-name">${label}</span>
                ${unread ? html`<span class="folder-unread">${count(folder.unread)}<span class="vh"> unread</span></span>` : nothing}
            </button>
        </li>`;
    }

    private skeleton(rows: number): TemplateResult {
        return html`<div class="folder-skeleton" aria-hidden="true">${Array.from({ length: rows }, () => html`<div class="skeleton"></div>`)}</div>`;
    }

    private state(account: Account): TemplateResult | typeof nothing {
        switch (account.state) {
            case 'importing':
                return this.importing(account);
            case 'auth_required':
                return html`<div class="account-state bad">
                    ${badge('bad', 'key', 'Sign-in needed')}
                    <p>The mail server does not take the password any more.</p>
                    ${this.told(account)}
                    <button type="button" class="danger" aria-label="Sign in again to ${account.email}"
                        @click=${() => this.fire('edit-account', account.id)}>Sign in again</button>
                </div>`;
            case 'unreachable':
                return html`<div class="account-state">
                    ${badge('wait', 'offline', 'Unreachable')}
                    <p>The mail server does not answer. What you change here is kept, and sent as soon as it does.</p>
                    ${this.told(account)}
                </div>`;
            case 'paused':
                return html`<div class="account-state">
                    ${badge('wait', 'pause', 'Paused')}
                    <p>An administrator holds this account back. What you change here is kept, and sent later.</p>
                    ${this.told(account)}
                </div>`;
            case 'active':
                return account.stateReason === null
                    ? nothing
                    : html`<div class="account-state">${badge('quiet', 'clock', 'Slowed down', account.stateReason)}</div>`;
        }
    }

    private told(account: Account): TemplateResult | typeof nothing {
        return account.stateReason === null ? nothing : html`<p class="told">${account.stateReason}</p>`;
    }

    private importing(account: Account): TemplateResult {
        const { messages, total } = account.imported ?? { messages: 0, total: 0 };
        const words = total === 0 ? 'Looking for folders…' : `Importing ${count(messages)} of ${count(total)}`;
        return html`<div class="account-state">
            <p class="importing"><span class="spinner" aria-hidden="true"></span>${words}</p>
            ${total === 0 ? nothing : html`<progress max=${total} value=${messages} aria-label="Import of ${account.email}"></progress>`}
        </div>`;
    }

    private changes(account: Account): TemplateResult | typeof nothing {
        if (account.pending === 0 && account.failed === 0) {
            return nothing;
        }
        return html`<p class="account-changes">
            ${account.pending > 0 ? html`<span>${icon('clock')}${count(account.pending)} on the way</span>` : nothing}
            ${account.failed > 0 ? html`<span class="bad">${icon('warning')}${count(account.failed)} failed</span>` : nothing}
        </p>`;
    }

    private account(account: Account): TemplateResult {
        const name = account.displayName || account.email;
        const tree = this.tree(account.id);
        return html`<section aria-labelledby="account-${account.id}">
            <header class="account">
                <h2 id="account-${account.id}" title=${account.email}>
                    <span>${name}</span>${name === account.email ? nothing : html`<small>${account.email}</small>`}
                </h2>
                <button type="button" class="plain icon-only" aria-label="Look for new mail of ${name}" title="Look for new mail now"
                    @click=${() => this.fire('sync-account', account.id)}>${icon('sync')}</button>
                <button type="button" class="plain icon-only" aria-label="Settings of ${name}" title="Account settings"
                    @click=${() => this.fire('edit-account', account.id)}>${icon('settings')}</button>
            </header>
            ${this.state(account)}${this.changes(account)}
            ${
                tree === null
                    ? this.skeleton(4)
                    : html`<ul role="list">${repeat(
                          tree,
                          node => node.folder.id,
                          node => this.row(node),
                      )}</ul>`
            }
        </section>`;
    }

    private none(): TemplateResult {
        return html`<div class="no-account">
            ${icon('server')}
            <p>No mail account is connected yet.</p>
        </div>`;
    }

    override render() {
        const accounts = this.accounts;
        return html`<nav aria-label="Folders">
            ${
                accounts === null
                    ? html`<div class="account"><div class="skeleton"></div></div>${this.skeleton(5)}<span class="vh" role="status">Loading folders</span>`
                    : accounts.length === 0
                      ? this.none()
                      : repeat(
                            accounts,
                            account => account.id,
                            account => this.account(account),
                        )
            }
            ${
                accounts === null
                    ? nothing
                    : html`<button type="button" class="connect ${accounts.length === 0 ? 'primary' : 'plain'}" @click=${() => this.fire('connect-account')}>
                          ${icon('plus')}Connect an account</button>`
            }
        </nav>`;
    }
}
customElements.define('folder-nav', FolderNav);
