import { mail } from '../shared/api.ts';
import type { Account, Folder } from '../shared/types.ts';
import { withCounts, type Change, type LocalChanges } from './local-changes.ts';

/** The user's accounts and their folders, with the numbers that they will have once all is done that is under way. */
export class Folders {
    accounts: Account[] | null = null;
    private byAccount = new Map<number, Folder[]>();
    private readonly changes: LocalChanges;

    constructor(changes: LocalChanges) {
        this.changes = changes;
    }

    get shown(): Map<number, Folder[]> {
        return new Map([...this.byAccount].map(([account, folders]) => [account, folders.map(folder => this.changes.counted(folder))]));
    }

    find(id: number): Folder | undefined {
        for (const folders of this.byAccount.values()) {
            const found = folders.find(folder => folder.id === id);
            if (found !== undefined) {
                return this.changes.counted(found);
            }
        }
        return undefined;
    }

    byRole(accountId: number, role: Folder['role']): Folder | undefined {
        return this.byAccount.get(accountId)?.find(folder => folder.role === role);
    }

    /** Whether the folders of every account are known. */
    get complete(): boolean {
        return this.accounts?.every(account => this.byAccount.has(account.id)) ?? false;
    }

    /** Where a page opens that was told nothing else. */
    get first(): Folder | undefined {
        for (const account of this.accounts ?? []) {
            const folder = this.byRole(account.id, 'inbox') ?? this.byAccount.get(account.id)?.[0];
            if (folder !== undefined) {
                return folder;
            }
        }
        return undefined;
    }

    async read(): Promise<void> {
        const accounts = await mail.accounts();
        this.accounts = accounts;
        this.byAccount = new Map([...this.byAccount].filter(([id]) => accounts.some(account => account.id === id)));
        await Promise.all(accounts.map(account => this.readCounts(account.id)));
    }

    async readAccounts(): Promise<void> {
        this.accounts = await mail.accounts();
    }

    /** @returns whether the numbers could be taken over; not while anything is under way that changes them */
    async readCounts(accountId: number): Promise<boolean> {
        const readAt = this.changes.beginRead();
        try {
            const folders = await mail.folders(accountId);
            const trusted = !this.changes.disturbed(readAt) || !this.byAccount.has(accountId);
            if (trusted) {
                this.byAccount = new Map(this.byAccount).set(accountId, folders);
            }
            return trusted;
        } finally {
            this.changes.endRead(readAt);
        }
    }

    /** What an action promised has been done; the server's own numbers follow. */
    settle(change: Change): void {
        this.byAccount = new Map(
            [...this.byAccount].map(([account, folders]) => [account, folders.map(folder => withCounts(folder, change))]),
        );
    }
}
