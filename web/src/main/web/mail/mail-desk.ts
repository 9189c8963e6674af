import { ApiProblem } from '../shared/api.ts';
import { confirmDialog } from '../shared/dialogs.ts';
import { Live, type LiveState } from '../shared/live.ts';
import { toast } from '../shared/toasts.ts';
import type { Account, Action, FolderRole, Message } from '../shared/types.ts';
import { ListCursor } from './cursor.ts';
import { MailActions } from './mail-actions.ts';
import { MailEvents } from './mail-events.ts';
import { MailStore } from './mail-store.ts';
import { Polling } from './polling.ts';
import { questionFor } from './questions.ts';
import { formatRoute, HOME, parseRoute, sameList, type Route } from './route.ts';
import { RowCommands } from './row-commands.ts';
import { Selecting } from './selecting.ts';

const READ_AFTER_MS = 1_000;

/** What the desk needs of the page around it. */
export type View = {
    changed: () => void;
    reveal: (index: number) => void;
    focusList: () => void;
    focusMessage: () => void;
    /** Into the message, out of the list. */
    enterMessage: () => void;
    /** Only the list or the message is in sight. */
    narrow: () => boolean;
    /** The keyboard is in the message. */
    inMessage: () => boolean;
};

/** What the user does with the mail: which list and message are open, what is selected, and what is done with it. */
export class MailDesk {
    readonly store: MailStore;
    readonly actions: MailActions;
    readonly selecting: Selecting;
    readonly cursor = new ListCursor();
    readonly rows: RowCommands;
    readonly live: Live;
    route: Route = HOME;
    liveState: LiveState = 'connecting';
    private readonly events: MailEvents;
    private readonly view: View;
    private reading: ReturnType<typeof setTimeout> | undefined;
    private readonly polling: Polling;
    private seenVersion = 0;
    private started = false;
    /** The open message, once it was there. */
    private known: number | null = null;

    constructor(view: View) {
        this.view = view;
        this.store = new MailStore(() => this.changed());
        this.actions = new MailActions(this.store);
        this.selecting = new Selecting(this.store.list);
        this.rows = new RowCommands(this, view);
        this.events = new MailEvents(this.store, id => void this.show(id));
        this.polling = new Polling(this.events, () => this.liveState === 'live');
        this.live = new Live('own', this.events.receive, state => {
            this.liveState = state;
            this.view.changed();
        });
    }

    get openMessage(): Message | null {
        return this.route.message === null ? null : (this.store.rowOf(this.route.message) ?? null);
    }

    get openAccount(): Account | null {
        const id = this.openMessage?.accountId;
        return this.store.folders.accounts?.find(account => account.id === id) ?? null;
    }

    async start(): Promise<void> {
        addEventListener('popstate', this.wentTo);
        await this.store.start();
        this.started = true;
        this.resume();
        this.wentTo();
    }

    stop(): void {
        removeEventListener('popstate', this.wentTo);
        clearTimeout(this.reading);
        this.pause();
    }

    pause(): void {
        this.live.stop();
        this.events.stop();
        this.polling.stop();
    }

    resume(): void {
        this.live.start();
        this.polling.start();
    }

    refresh(): void {
        this.events.refresh();
    }

    async tryAgain(): Promise<void> {
        this.store.reader.retry();
        await this.store.start();
        this.wentTo();
    }

    private changed(): void {
        if (this.seenVersion !== this.store.list.version) {
            this.seenVersion = this.store.list.version;
            this.cursor.follow(this.store.list.rows);
            this.selecting.follow();
        }
        this.leaveWhatIsGone();
        this.view.changed();
    }

    /** A folder may go with its account, and a message by another hand; the first folder comes with the import. */
    private leaveWhatIsGone(): void {
        const { folders } = this.store;
        const open = this.route.message;
        if (folders.complete && this.started && (this.route.folder === null ? folders.first : this.store.folder === undefined)) {
            this.wentTo();
        } else if (open !== null && open === this.known && this.openMessage === null) {
            this.go({ message: null }, 'replace');
        }
        this.known = this.openMessage?.id ?? null;
    }

    go(change: Partial<Route>, how: 'push' | 'replace' = 'push'): void {
        const route = { ...this.route, ...change };
        const address = formatRoute(route);
        if (how === 'push' && address !== formatRoute(this.route)) {
            history.pushState(null, '', address);
        } else {
            history.replaceState(null, '', address);
        }
        this.apply(route);
    }

    openFolder(folder: number): void {
        this.go({ folder, message: null, unread: false, q: '' });
    }

    private readonly wentTo = (): void => {
        const route = parseRoute(location.hash);
        const known = route.folder !== null && this.store.folders.find(route.folder) !== undefined;
        const first = this.store.folders.first;
        if (!known && this.store.folders.accounts !== null) {
            if (route.folder !== null && first !== undefined) {
                toast({ text: 'That folder is not there any more' });
            }
            this.go({ ...HOME, folder: first?.id ?? null }, 'replace');
        } else {
            this.apply(route);
        }
    };

    private apply(route: Route): void {
        const before = this.route;
        this.route = route;
        if (route.folder !== null && (!sameList(before, route) || this.store.list.listing.folder !== route.folder)) {
            this.selecting.clear();
            this.cursor.reset();
            this.store.open({ folder: route.folder, unread: route.unread, q: route.q });
        }
        if (route.message !== before.message) {
            clearTimeout(this.reading);
            if (route.message !== null) {
                void this.opened(route.message);
            }
        }
        this.view.changed();
    }

    private async opened(id: number): Promise<void> {
        if (this.store.rowOf(id) === undefined) {
            await this.find(id);
        }
        const row = this.openMessage;
        if (row === null || row.id !== id) {
            if (this.route.message === id) {
                toast({ text: 'That message is not there any more' });
                this.go({ message: null }, 'replace');
            }
            return;
        }
        if (!row.seen) {
            this.reading = setTimeout(() => void this.actions.perform('mark-read', { ids: [id] }, true), READ_AFTER_MS);
        }
        this.view.focusMessage();
    }

    private async find(id: number): Promise<void> {
        try {
            await this.store.reader.byIds([id]);
        } catch (e) {
            toast({ text: e instanceof ApiProblem ? e.message : String(e), tone: 'bad' });
        }
    }

    private async show(id: number): Promise<void> {
        await this.find(id);
        const row = this.store.rowOf(id);
        if (row !== undefined) {
            this.go(row.folderId === this.route.folder ? { message: id } : { ...HOME, folder: row.folderId, message: id });
        }
    }

    close(): void {
        if (this.route.message !== null) {
            this.go({ message: null });
            this.view.focusList();
        }
    }

    escape(): void {
        if (this.selecting.count > 0 && !(this.view.narrow() && this.route.message !== null)) {
            this.selecting.clear();
            this.view.changed();
        } else {
            this.close();
        }
    }

    goTo(role: FolderRole): void {
        const account = this.store.folder?.accountId ?? this.store.folders.accounts?.[0]?.id;
        const folder = account === undefined ? undefined : this.store.folders.byRole(account, role);
        if (folder !== undefined) {
            this.openFolder(folder.id);
            this.view.focusList();
        }
    }

    /** What a key or a button means when nothing is selected. */
    private meant(by: 'keys' | 'tools'): number[] {
        if (this.selecting.count > 0) {
            return this.selecting.ids;
        }
        const open = this.openMessage?.id;
        const id = open !== undefined && (by === 'tools' || this.view.narrow() || this.view.inMessage()) ? open : this.store.list.rows.at(this.cursor.index);
        return id === 0 || (by === 'tools' && open === undefined) ? [] : [id];
    }

    async act(action: Action, by: 'keys' | 'tools'): Promise<void> {
        const folder = this.store.folder;
        const whole = this.selecting.folder;
        if (folder === undefined) {
            return;
        }
        if (whole === null) {
            await this.actOn(action, this.meant(by));
        } else if (await confirmDialog(questionFor(action, this.selecting.count, folder))) {
            this.left(action, () => true);
            const done = this.actions.perform(action, { folder, ...whole });
            this.selecting.clear();
            this.view.changed();
            await done;
        }
    }

    async actOn(action: Action, ids: readonly number[]): Promise<void> {
        if (ids.length === 0 || this.cannot(action)) {
            return;
        }
        if (action === 'delete' && !(await confirmDialog(questionFor(action, ids.length, null)))) {
            return;
        }
        const done = this.actions.perform(action, { ids });
        this.left(action, id => ids.includes(id));
        await done;
    }

    private cannot(action: Action): boolean {
        const account = this.store.folder?.accountId;
        const missing = action === 'trash' && account !== undefined && this.store.trashOf(account) === undefined;
        if (missing) {
            toast({ text: 'This account has no Trash folder. Nothing was changed.', tone: 'bad' });
        }
        return missing;
    }

    /** The message that was open is left, and the next is not opened in its place: opening one marks it as read. */
    private left(action: Action, meant: (id: number) => boolean): void {
        const open = this.route.message;
        if (open === null || !meant(open)) {
            return;
        }
        clearTimeout(this.reading);
        if (action !== 'mark-read' && action !== 'mark-unread') {
            this.go({ message: null }, 'replace');
            this.view.focusList();
        }
    }
}
