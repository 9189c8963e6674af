import { ApiProblem } from '../shared/api.ts';
import type { Folder, Message } from '../shared/types.ts';
import { Folders } from './folders.ts';
import { ListReader } from './list-reader.ts';
import { ListState, type Listing } from './list-state.ts';
import { LocalChanges } from './local-changes.ts';

/** What the webmail knows: accounts, folders and the open list. Tells the page when any of it changes. */
export class MailStore {
    readonly changes = new LocalChanges();
    readonly list = new ListState(this.changes);
    readonly folders = new Folders(this.changes);
    readonly reader: ListReader;
    /** Why accounts and folders could not be read at all. */
    problem: ApiProblem | null = null;
    /** New messages that came on top since the top was last looked at. */
    arrived = 0;
    private readonly tell: () => void;

    constructor(changed: () => void) {
        this.tell = changed;
        this.reader = new ListReader(this.list, this.changes, changed);
    }

    get folder(): Folder | undefined {
        return this.folders.find(this.list.listing.folder);
    }

    get inTrash(): boolean {
        return this.folder?.role === 'trash';
    }

    trashOf = (accountId: number): Folder | undefined => this.folders.byRole(accountId, 'trash');

    changed(): void {
        this.tell();
    }

    async start(): Promise<void> {
        this.problem = null;
        this.tell();
        try {
            await this.folders.read();
        } catch (e) {
            this.problem = e instanceof ApiProblem ? e : new ApiProblem(0, 'internal', String(e));
        }
        this.tell();
    }

    open(listing: Listing): void {
        const folder = this.folders.find(listing.folder);
        // Places in the list before mean nothing in this one.
        this.changes.active.forEach(change => (change.removed = []));
        this.list.open(listing, (listing.unread ? folder?.unread : folder?.total) ?? 0);
        this.arrived = 0;
        this.reader.restart();
        this.tell();
    }

    rowOf(id: number): Message | undefined {
        return this.changes.view(id);
    }

    /** All that is known of the open list. */
    *rows(): Iterable<Message> {
        for (const id of this.list.rows.known) {
            const row = this.changes.view(id);
            if (row !== undefined) {
                yield row;
            }
        }
    }

    /** Reads everything anew that is shown. */
    async refresh(): Promise<void> {
        await this.folders.read();
        this.problem = null;
        this.reader.problem = null;
        if (this.folder === undefined) {
            this.tell();
            return;
        }
        this.list.makeStale();
        await this.readHead();
        this.agree();
        this.reader.read();
        this.tell();
    }

    async readHead(): Promise<void> {
        if (this.list.listing.folder === 0 || this.list.searching) {
            this.reader.read();
            return;
        }
        this.arrived += await this.reader.head();
        this.tell();
    }

    /** @returns false if the numbers could not be trusted, and should be read again later */
    async readCounts(accountId: number): Promise<boolean> {
        const trusted = await this.folders.readCounts(accountId);
        if (trusted && this.folder?.accountId === accountId && !this.agreed()) {
            await this.readHead();
            this.agree();
        }
        this.tell();
        return trusted;
    }

    /** Where the list is longer or shorter than its folder, something moved that nobody told of. */
    agree(): void {
        const folder = this.folder;
        if (folder !== undefined && !this.agreed()) {
            this.list.makeStale();
            this.list.fit(folder.total, folder.unread);
            this.reader.read();
        }
    }

    private agreed(): boolean {
        const folder = this.folder;
        return folder === undefined || this.changes.active.length > 0 || this.list.agrees(folder.total, folder.unread);
    }
}
