import { html, nothing } from 'lit';
import { ApiProblem, onSignedOut, ROOT, session } from '../shared/api.ts';
import { liveBadge } from '../shared/badges.ts';
import { count } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import { LightElement } from '../shared/light-element.ts';
import { showShortcuts } from '../shared/shortcut-help.ts';
import { Shortcuts } from '../shared/shortcuts.ts';
import '../shared/sign-in.ts';
import '../shared/theme.ts';
import { toast } from '../shared/toasts.ts';
import type { Session } from '../shared/types.ts';
import { tellWhenDone } from './actions.ts';
import { AdminStore } from './admin-store.ts';
import './accounts-table.ts';
import './audit.ts';
import { cards, verdictLine } from './cards.ts';
import './chart.ts';
import './groups.ts';
import './jobs.ts';
import './op-detail.ts';
import './ops-table.ts';
import { OperationsTable } from './ops-table.ts';
import { accountsHash, changesHash, listOf, type View } from './route.ts';
import { consoleShortcuts } from './shortcuts.ts';

type Who = { state: 'asking' } | { state: 'out'; reason: 'signedOut' | null } | { state: 'unknown'; problem: ApiProblem } | { state: 'in'; session: Session; expired: boolean };

const VIEWS: [View, string, string][] = [
    ['changes', 'Changes', changesHash(listOf('failed'))],
    ['accounts', 'Accounts', accountsHash()],
    ['audit', 'Audit log', '#/audit'],
];

/** The sync console: who may see it, its frame, and where in it one is. */
export class AdminApp extends LightElement {
    static override properties = { who: { state: true } };
    declare who: Who;
    private readonly store = new AdminStore();
    private readonly shortcuts = new Shortcuts();

    constructor() {
        super();
        this.who = { state: 'asking' };
    }

    override connectedCallback(): void {
        super.connectedCallback();
        this.store.listen(() => this.requestUpdate());
        tellWhenDone(this.store, () => (this.who.state === 'in' ? this.who.session.user : null));
        onSignedOut(() => this.expired());
        this.shortcuts.add(
            ...consoleShortcuts({ store: this.store, table: () => this.table, search: () => this.search(), help: () => void showShortcuts(this.shortcuts) }),
        );
        this.shortcuts.start();
        void this.ask();
    }

    private get table(): OperationsTable | null {
        const found = this.querySelector('operations-table');
        return found instanceof OperationsTable ? found : null;
    }

    private search(): void {
        const field = this.querySelector<HTMLInputElement>('#search');
        field?.focus();
        field?.select();
    }

    private async ask(): Promise<void> {
        this.who = { state: 'asking' };
        try {
            this.came(await session.get());
        } catch (e) {
            const problem = e instanceof ApiProblem ? e : new ApiProblem(0, 'internal', String(e));
            this.who = problem.status === 401 ? { state: 'out', reason: null } : { state: 'unknown', problem };
        }
    }

    private came(who: Session): void {
        this.who = { state: 'in', session: who, expired: false };
        if (who.role === 'admin') {
            this.store.start();
        }
    }

    private readonly signedIn = (event: Event): void => this.came((event as CustomEvent<Session>).detail);

    /** What was on the page stays, beneath the sign-in. */
    private expired(): void {
        this.store.stop();
        this.who = this.who.state === 'in' ? { ...this.who, expired: true } : { state: 'out', reason: null };
    }

    private async signOut(): Promise<void> {
        try {
            await session.signOut();
        } catch (e) {
            if (!(e instanceof ApiProblem && e.status === 401)) {
                toast({ text: `You are still signed in. ${e instanceof ApiProblem ? e.message : String(e)}`, tone: 'bad' });
                return;
            }
        }
        this.store.stop();
        this.who = { state: 'out', reason: 'signedOut' };
    }

    /** A tab among many tells how things are as well. */
    protected override updated(): void {
        const failed = this.who.state === 'in' ? (this.store.status.data?.failed ?? 0) : 0;
        document.title = `${failed > 0 ? `(${count(failed)}) ` : ''}Sync console – Mailback`;
    }

    override render() {
        const { who } = this;
        switch (who.state) {
            case 'asking':
                return html`<header class="bar"><h1>Sync console</h1></header><main class="console" aria-busy="true"></main>`;
            case 'out':
                return html`<sign-in .place=${'Sync console'} .reason=${who.reason} @signed-in=${this.signedIn}></sign-in>`;
            case 'unknown':
                return html`<main class="console alone">
                    <div class="notice bad" role="alert">${icon('offline')}<span class="grow">${who.problem.message}</span>
                        <button type="button" @click=${() => void this.ask()}>${icon('retry')}Try again</button></div>
                </main>`;
            case 'in':
                return html`${who.session.role === 'admin' ? this.console(who.session) : this.refused(who.session)}${
                    who.expired ? html`<sign-in .place=${'Sync console'} .reason=${'expired'} .user=${who.session.user} @signed-in=${this.signedIn}></sign-in>` : nothing
                }`;
        }
    }

    private refused(who: Session) {
        return html`<main class="console alone">
            <div class="empty">
                ${icon('junk')}
                <h1>For administrators only</h1>
                <p>You are signed in as ${who.user}. The sync console is for administrators; your mail is in the webmail.</p>
                <div class="buttons">
                    <a class="button" href=${ROOT.href}>${icon('inbox')}To the webmail</a>
                    <button type="button" @click=${() => void this.signOut()}>${icon('signOut')}Sign in as somebody else</button>
                </div>
            </div>
        </main>`;
    }

    private console(who: Session) {
        const { view } = this.store.route;
        return html`${this.bar(who, view)}
            <main class="console" @drawer-closed=${this.drawerClosed}>
                ${this.offlineNotice()}
                <div class="verdict-area">${verdictLine(this.store)}</div>
                ${view === 'changes' ? this.changes() : nothing}
                ${view === 'accounts' ? html`<accounts-table .store=${this.store}></accounts-table>` : nothing}
                ${view === 'audit' ? html`<audit-log .store=${this.store}></audit-log>` : nothing}
                <operation-drawer .store=${this.store}></operation-drawer>
            </main>`;
    }

    private changes() {
        return html`${cards(this.store)}
            <div class="overview">
                <trouble-groups .store=${this.store}></trouble-groups>
                <sync-chart .store=${this.store}></sync-chart>
            </div>
            <bulk-jobs .store=${this.store}></bulk-jobs>
            <operations-table .store=${this.store}></operations-table>`;
    }

    private bar(who: Session, view: View) {
        return html`<header class="bar">
            <h1>Sync console</h1>
            <nav class="views" aria-label="Console">
                ${VIEWS.map(([name, words, href]) => html`<a href=${href} aria-current=${name === view ? 'page' : nothing}>${words}</a>`)}
            </nav>
            <span class="space"></span>
            ${liveBadge(this.store.live, this.store.retryStream)}
            <button type="button" class="plain icon-only" aria-label="Keyboard shortcuts" title="Keyboard shortcuts" @click=${() => void showShortcuts(this.shortcuts)}>${icon('keyboard')}</button>
            <theme-button></theme-button>
            <a class="button" href=${ROOT.href} title="Webmail">${icon('inbox')}<span class="wide-only">Webmail</span></a>
            <span class="who" title="Signed in as ${who.user}">${icon('user')}<span class="wide-only">${who.user}</span></span>
            <button type="button" class="plain icon-only" aria-label="Sign out" title="Sign out" @click=${() => void this.signOut()}>${icon('signOut')}</button>
        </header>`;
    }

    private offlineNotice() {
        return this.store.live === 'offline' || this.store.status.problem?.offline === true
            ? html`<div class="notice bad" role="alert">${icon('offline')}<span class="grow"><strong>The server cannot be reached.</strong> What you see may be out of date.</span>
                  <button type="button" @click=${() => { this.store.retryStream(); this.store.readAll(); }}>${icon('retry')}Try again</button></div>`
            : nothing;
    }

    private readonly drawerClosed = (event: Event): void => {
        const id = (event as CustomEvent<number | null>).detail;
        if (id !== null) {
            void this.updateComplete.then(() => this.table?.focusOperation(id));
        }
    };
}
customElements.define('admin-app', AdminApp);
