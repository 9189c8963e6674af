import { ApiProblem, mail, type Selected } from '../shared/api.ts';
import { plural } from '../shared/format.ts';
import { toast } from '../shared/toasts.ts';
import type { Action, ActionResult } from '../shared/types.ts';
import { effectOf, type Target } from './effects.ts';
import type { Change, Effect } from './local-changes.ts';
import type { MailStore } from './mail-store.ts';
import type { Removed } from './sparse-list.ts';
import { oppositeOf, UNDO_MS, UndoSlot, type Undo } from './undo.ts';

/** The server takes so many ids at once. */
const MOST_IDS = 10_000;
/** Up to so many are read again one by one, more by reading what is in sight. */
const FEW = 400;

type Sent = { change: Change; answered: Promise<unknown> };

const DONE: Record<Action, string> = {
    'mark-read': 'marked as read',
    'mark-unread': 'marked as unread',
    trash: 'moved to Trash',
    restore: 'restored',
    delete: 'deleted forever',
};

/** Does what the user asks for: at once on the page, then at the server, and takes it back where the server refuses. */
export class MailActions {
    private readonly store: MailStore;
    private readonly slot = new UndoSlot();
    private sent: Sent[] = [];
    private takeToast: () => void = () => undefined;

    constructor(store: MailStore) {
        this.store = store;
    }

    /** @param quiet for what happens by the way, such as marking as read what is opened: no toast, nothing to undo */
    async perform(action: Action, target: Target, quiet = false): Promise<void> {
        const known = { view: this.view, rows: () => this.store.rows(), trash: this.store.trashOf };
        if (!('ids' in target)) {
            await this.performOnFolder(action, target, effectOf(action, target, known));
            return;
        }
        const parts: { change: Change; ids: number[] }[] = [];
        const changed: number[] = [];
        for (const ids of portions(target.ids)) {
            const effect = effectOf(action, { ids }, known);
            changed.push(...ids.filter(id => this.covers(effect, id)));
            parts.push({ change: this.begin(effect), ids });
        }
        if (!quiet) {
            this.offerUndo(action, changed, parts.flatMap(part => part.change.removed));
        }
        this.store.changed();
        await Promise.all(parts.map(({ change, ids }) => this.send(change, { ids })));
    }

    private async performOnFolder(action: Action, target: Extract<Target, { newest: unknown }>, effect: Effect): Promise<void> {
        const { list } = this.store;
        const change = this.begin(effect);
        const leaves = effect.gone || effect.patch.folderId !== undefined;
        if (leaves) {
            list.rows.compact();
        }
        this.slot.clear();
        this.takeToast();
        this.store.changed();
        const exceptIds = [...target.exceptIds];
        const result = await this.send(change, { folder: target.folder.id, upTo: target.newest.id, exceptIds, answerIds: true });
        if (result !== null) {
            this.offerUndo(action, result.changedIds ?? [], []);
        }
        if (result === null || leaves) {
            await this.reread(() => this.store.refresh());
        }
    }

    /** Takes the latest action back, by doing the opposite. */
    async undo(): Promise<void> {
        const undo = this.slot.take(Date.now());
        this.takeToast();
        if (undo === null) {
            toast({ text: 'There is nothing to undo' });
            return;
        }
        const parts = portions(undo.ids).map(ids => ({ ids, change: this.begin(this.undoing({ ...undo, ids })) }));
        this.store.list.putBack(undo.listing === this.store.list.listing ? undo.removed : []);
        this.store.changed();
        const results = await Promise.all(parts.map(({ change, ids }) => this.send(change, { ids })));
        if (results.every(result => result !== null)) {
            toast({ text: `Undone: ${plural(undo.ids.length, 'message')}` });
        } else {
            const meant = new Set(undo.ids);
            this.store.list.take(id => meant.has(id) && !this.store.list.holds(id));
        }
        await this.reread(() => (undo.ids.length > FEW ? this.store.refresh() : this.store.reader.byIds(undo.ids)));
    }

    /** Tries again, or gives up, what could not be saved at the provider. */
    async settle(what: 'retry' | 'discard', id: number): Promise<void> {
        try {
            const verdict = await mail[what](id);
            const done = what === 'retry' ? 'It is tried again' : 'Given up: the message is shown as the mail server has it';
            toast({ text: verdict.changed > 0 ? done : 'That was settled meanwhile' });
            await this.store.reader.byIds([id]);
        } catch (e) {
            toast({ text: `Nothing was changed. ${e instanceof ApiProblem ? e.message : String(e)}`, tone: 'bad' });
        }
    }

    private undoing(undo: Undo): Effect {
        const known = { view: this.view, rows: () => this.store.rows(), trash: this.store.trashOf };
        const effect = effectOf(undo.action, { ids: undo.ids }, known);
        if (undo.action !== 'restore') {
            return effect;
        }
        const gone = [...effect.counts.values()][0] ?? { total: 0, unread: 0 };
        const counts = new Map(effect.counts).set(undo.folder, { total: -gone.total, unread: -gone.unread });
        return { ...effect, counts, patch: { ...effect.patch, folderId: undo.folder } };
    }

    private readonly view = (id: number) => this.store.changes.view(id);

    private covers(effect: Effect, id: number): boolean {
        const row = this.view(id);
        return row !== undefined && effect.covers(row);
    }

    private begin(effect: Effect): Change {
        const leaves = effect.gone || effect.patch.folderId !== undefined;
        const removed = leaves ? this.store.list.take(id => this.covers(effect, id)) : [];
        const change = this.store.changes.begin(effect);
        change.removed = removed;
        return change;
    }

    private offerUndo(action: Action, ids: readonly number[], removed: readonly Removed[]): void {
        const opposite = oppositeOf(action);
        this.slot.clear();
        this.takeToast();
        const text = ids.length === 0 ? `Already ${DONE[action]}` : `${plural(ids.length, 'message')} ${DONE[action]}`;
        if (opposite === null || ids.length === 0) {
            this.takeToast = toast({ text });
            return;
        }
        const { listing } = this.store.list;
        this.slot.keep({ action: opposite, ids, folder: listing.folder, listing, removed, until: Date.now() + UNDO_MS });
        this.takeToast = toast({ text, action: { label: 'Undo', key: 'z', run: () => void this.undo() }, ms: UNDO_MS });
    }

    /** Null where it was refused. Sends one after the other what is about the same messages, or the later could overtake the earlier. */
    private async send(change: Change, selected: Selected): Promise<ActionResult | null> {
        const before = this.sent.filter(other => touches(other.change, selected, this.view)).map(other => other.answered);
        const answered = Promise.allSettled(before).then(() => mail.act(change.action, selected));
        const sent = { change, answered };
        this.sent.push(sent);
        try {
            const result = await answered;
            this.done(change, new Set(result.refused.map(refused => refused.id)), result.requested);
            return result;
        } catch (e) {
            this.refused(change, e);
            return null;
        } finally {
            this.sent = this.sent.filter(other => other !== sent);
            this.store.changed();
        }
    }

    private done(change: Change, refused: ReadonlySet<number>, requested: number): void {
        this.store.changes.settle(change, refused);
        this.store.folders.settle(change);
        if (refused.size > 0) {
            this.slot.without(refused);
            this.store.list.putBack(change.removed.filter(({ id }) => refused.has(id)));
            toast({ text: `${plural(refused.size, 'message')} of ${requested} were not changed: they are not there any more`, tone: 'bad' });
            void this.reread(() => this.store.reader.byIds([...refused]));
        }
        this.store.reader.read();
    }

    private refused(change: Change, reason: unknown): void {
        this.store.changes.drop(change);
        this.store.list.putBack(change.removed);
        this.slot.clear();
        this.takeToast();
        const why = reason instanceof ApiProblem ? reason.message : String(reason);
        toast({ text: `Nothing was changed. ${why}`, tone: 'bad' });
    }

    private async reread(read: () => Promise<void>): Promise<void> {
        try {
            await read();
        } catch {
            // What could not be read now is read when the connection is back.
        }
    }
}

function portions(ids: readonly number[]): number[][] {
    return Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, i) => ids.slice(i * MOST_IDS, (i + 1) * MOST_IDS));
}

function touches(change: Change, selected: Selected, view: MailStore['rowOf']): boolean {
    if (!('ids' in selected)) {
        return true;
    }
    return selected.ids.some(id => {
        const row = view(id);
        return row === undefined || change.covers(row) || change.removed.some(removed => removed.id === id);
    });
}
