import { plural, reasonWords } from '../shared/format.ts';
import { toast } from '../shared/toasts.ts';
import type { ServerEvent } from '../shared/types.ts';
import type { MailStore } from './mail-store.ts';

const DEBOUNCE_MS = 200;
const AGAIN_MS = 1_000;
const MOST_WAITING = 200;

/** What has to be looked at again because of what the server told; gathered for a moment, then read in one go. */
export class MailEvents {
    private readonly store: MailStore;
    private readonly show: (messageId: number) => void;
    private readonly ids = new Set<number>();
    private readonly counts = new Set<number>();
    private head = false;
    private stale = false;
    private accounts = false;
    private everything = false;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private reading = false;

    /** @param show opens the message that could not be saved at its provider */
    constructor(store: MailStore, show: (messageId: number) => void) {
        this.store = store;
        this.show = show;
    }

    stop(): void {
        clearTimeout(this.timer);
        this.timer = undefined;
    }

    readonly receive = (event: ServerEvent): void => {
        switch (event.type) {
            case 'resync':
                this.everything = true;
                break;
            case 'operations':
                this.operations(event);
                break;
            case 'mail':
                this.mail(event);
                break;
            case 'account':
                this.accounts = true;
                this.everything ||= event.state === 'deleted' || !this.store.folders.accounts?.some(({ id }) => id === event.accountId);
                break;
            default:
                return;
        }
        this.soon(DEBOUNCE_MS);
    };

    refresh(): void {
        this.everything = true;
        this.soon(0);
    }

    /** What waits for its provider, which no event may tell: nodes that share nothing but the database do not hear each other. */
    lookAgain(): void {
        for (const row of this.store.rows()) {
            if (row.sync === 'pending' && this.ids.size < MOST_WAITING) {
                this.ids.add(row.id);
            }
        }
        if (this.ids.size > 0) {
            this.soon(0);
        }
    }

    private operations(event: Extract<ServerEvent, { type: 'operations' }>): void {
        this.look(event.messageIds);
        this.counts.add(event.accountId);
        this.accounts = true;
        if (event.status === 'failed') {
            const first = event.messageIds?.[0];
            const reason = event.error ?? reasonWords(event.errorClass ?? 'refused');
            toast({
                text: `${plural(event.count, 'change')} could not be saved at the mail server: ${reason}`,
                tone: 'bad',
                ...(first === undefined ? {} : { action: { label: 'Show', run: () => this.show(first) } }),
            });
        }
    }

    private mail(event: Extract<ServerEvent, { type: 'mail' }>): void {
        this.counts.add(event.accountId);
        if (this.store.folder !== undefined && event.folderIds.includes(this.store.folder.id)) {
            this.head ||= event.arrived > 0 || event.removed > 0;
        }
        this.look(event.messageIds);
    }

    private look(ids: readonly number[] | null): void {
        if (ids === null) {
            this.stale = true;
        } else {
            ids.filter(id => this.store.rowOf(id) !== undefined).forEach(id => this.ids.add(id));
        }
    }

    private soon(ms: number): void {
        this.timer ??= setTimeout(() => void this.read(), ms);
    }

    private async read(): Promise<void> {
        this.timer = undefined;
        if (this.reading) {
            this.soon(DEBOUNCE_MS);
            return;
        }
        this.reading = true;
        try {
            if (this.everything) {
                this.everything = false;
                await this.store.refresh();
            }
            await this.readWhatChanged();
        } catch {
            // Nothing answers just now: the stream comes back with a resync, and until then the page looks again by itself.
        } finally {
            this.reading = false;
        }
    }

    private async readWhatChanged(): Promise<void> {
        const ids = take(this.ids);
        const counts = take(this.counts);
        const { head, stale, accounts } = this;
        this.head = this.stale = this.accounts = false;
        if (stale) {
            this.store.list.makeStale();
        }
        if (head || stale) {
            await this.store.readHead();
            this.store.reader.read();
        }
        if (ids.length > 0) {
            await this.store.reader.byIds(ids);
        }
        for (const account of counts) {
            if (!(await this.store.readCounts(account))) {
                this.counts.add(account);
                this.soon(AGAIN_MS);
            }
        }
        if (accounts) {
            await this.store.folders.readAccounts();
            this.store.changed();
        }
    }
}

function take(set: Set<number>): number[] {
    const taken = [...set];
    set.clear();
    return taken;
}
