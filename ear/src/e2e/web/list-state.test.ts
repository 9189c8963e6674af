import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effectOf } from '../../../../web/src/main/web/mail/effects.ts';
import { ListState, PAGE, type Listing } from '../../../../web/src/main/web/mail/list-state.ts';
import { LocalChanges } from '../../../../web/src/main/web/mail/local-changes.ts';
import type { Folder, Message, Page } from '../../../../web/src/main/web/shared/types.ts';

const TRASH: Folder = { id: 2, accountId: 1, name: 'Trash', role: 'trash', total: 0, unread: 0 };
const LATER = 1e9;

function message(id: number, more: Partial<Message> = {}): Message {
    const date = new Date(Date.UTC(2026, 0, 1) + id * 60_000).toISOString();
    return { id, accountId: 1, folderId: 1, messageId: null, from: 'a@b', subject: 's', date, size: 1, seen: false, sync: 'synced', ...more };
}

/** A folder as the server has it, ids 1 to `size`. */
class Server {
    readonly changes = new LocalChanges();
    readonly list = new ListState(this.changes);
    ids: number[];

    constructor(size: number, listing: Partial<Listing> = {}) {
        this.ids = Array.from({ length: size }, (_, i) => size - i);
        this.list.open({ folder: 1, unread: false, q: '', ...listing }, size);
    }

    page(offset: number, limit = PAGE): Page<Message> {
        const ids = this.ids.slice(offset, offset + limit);
        const last = offset + limit < this.ids.length ? ids[ids.length - 1] : undefined;
        return { items: ids.map(id => message(id)), next: last === undefined ? null : `after ${last}` };
    }

    /** Answers what the list needs for a window. */
    show(first: number, last: number): number {
        const fetches = this.list.needs({ first, last }, true, LATER);
        for (const fetch of fetches) {
            const offset = fetch.cursor === null ? (fetch.offset ?? 0) : this.ids.indexOf(Number(fetch.cursor.slice(6))) + 1;
            const at = this.changes.beginRead();
            this.list.received(fetch, this.page(offset, fetch.limit), at);
            this.changes.endRead(at);
        }
        return fetches.length;
    }

    head(): number {
        const at = this.changes.beginRead();
        const arrived = this.list.mergeHead(this.page(0), at);
        this.changes.endRead(at);
        return arrived;
    }

    shown(first: number, last: number): (number | undefined)[] {
        return Array.from({ length: last - first }, (_, i) => this.list.row(first + i)?.id);
    }
}

test('only the pages in sight and a little ahead are read', () => {
    const server = new Server(100_000);
    server.show(0, 20);
    assert.deepEqual(server.shown(0, 3), [100_000, 99_999, 99_998]);
    assert.equal(server.list.rows.known.size, PAGE);
    server.show(50_000, 50_020);
    assert.deepEqual(server.shown(50_000, 50_002), [50_000, 49_999]);
    assert.equal(server.list.rows.known.size, 2 * PAGE);
    assert.equal(server.list.rows.length, 100_000);
});

test('what is there is not asked for again', () => {
    const server = new Server(1_000);
    assert.equal(server.show(0, 20), 1);
    assert.equal(server.show(0, 20), 0);
});

test('the next page is read by cursor, a far one by offset', () => {
    const server = new Server(10_000);
    server.show(0, 20);
    assert.equal(server.list.needs({ first: 90, last: 110 }, true, LATER)[0]?.cursor, 'after 9901');
    assert.equal(server.list.needs({ first: 5_000, last: 5_020 }, true, LATER)[0]?.offset, 5_000);
});

test('a list that turns out shorter or longer than its folder said is as long as it is', () => {
    const server = new Server(30);
    server.list.open({ folder: 1, unread: false, q: '' }, 80);
    server.show(0, 20);
    assert.equal(server.list.rows.length, 30);
    const grown = new Server(300);
    grown.list.open({ folder: 1, unread: false, q: '' }, 80);
    grown.show(0, 20);
    assert.ok(grown.list.rows.length > 80);
});

test('new mail comes on top and moves nothing else', () => {
    const server = new Server(1_000);
    server.show(0, 20);
    server.show(500, 520);
    const before = server.list.row(500)?.id;
    server.ids = [1_003, 1_002, 1_001, ...server.ids];
    assert.equal(server.head(), 3);
    assert.deepEqual(server.shown(0, 4), [1_003, 1_002, 1_001, 1_000]);
    assert.equal(server.list.row(503)?.id, before);
    assert.equal(server.list.rows.length, 1_003);
});

test('what somebody else took out of the top is gone', () => {
    const server = new Server(1_000);
    server.show(0, 20);
    server.ids = server.ids.filter(id => id !== 998 && id !== 997);
    assert.equal(server.head(), 0);
    assert.deepEqual(server.shown(0, 4), [1_000, 999, 996, 995]);
    assert.equal(server.list.rows.length, 998);
});

test('so much new mail that nothing on top is known any more starts the list again', () => {
    const server = new Server(500);
    server.show(0, 20);
    server.ids = [...Array.from({ length: 300 }, (_, i) => 800 - i), ...server.ids];
    server.head();
    server.list.fit(800, 800);
    assert.deepEqual(server.shown(0, 2), [800, 799]);
    server.show(300, 320);
    assert.equal(server.list.row(300)?.id, 500);
});

test('a trashed row leaves at once, and comes back to its place when the server refuses', () => {
    const server = new Server(200);
    server.show(0, 20);
    const known = { view: (id: number) => server.changes.view(id), rows: () => [], trash: () => TRASH };
    const removed = server.list.take(id => id === 199);
    const change = server.changes.begin(effectOf('trash', { ids: [199] }, known));
    change.removed = removed;
    assert.deepEqual(server.shown(0, 3), [200, 198, 197]);
    server.head();
    assert.deepEqual(server.shown(0, 3), [200, 198, 197], 'while it is under way, what is read does not bring it back');
    server.changes.drop(change);
    server.list.putBack(removed);
    assert.deepEqual(server.shown(0, 3), [200, 199, 198]);
});

test('a far page is asked for where the server still has it while something is on its way out', () => {
    const server = new Server(10_000);
    server.show(0, 20);
    const known = { view: (id: number) => server.changes.view(id), rows: () => [], trash: () => TRASH };
    const removed = server.list.take(id => id > 9_990);
    server.changes.begin(effectOf('trash', { ids: removed.map(({ id }) => id) }, known)).removed = removed;
    const fetch = server.list.needs({ first: 5_000, last: 5_020 }, true, LATER)[0];
    assert.equal(fetch?.offset, 5_010);
});

test('an answer for a place that moved meanwhile is asked for again', () => {
    const server = new Server(10_000);
    server.show(0, 20);
    const fetch = server.list.needs({ first: 5_000, last: 5_020 }, true, LATER)[0];
    assert.ok(fetch);
    const at = server.changes.beginRead();
    server.list.take(id => id === 10_000);
    server.list.received(fetch, server.page(5_000), at);
    assert.equal(server.list.row(5_000), undefined);
});

test('rows read again by id that are elsewhere or nowhere leave the list', () => {
    const server = new Server(200);
    server.show(0, 20);
    const at = server.changes.beginRead();
    server.list.reread([200, 199, 198], [message(200, { folderId: 2 }), message(199, { sync: 'failed' })], at);
    assert.deepEqual(server.shown(0, 2), [199, 197]);
    assert.equal(server.list.row(0)?.sync, 'failed');
});

test('what is stale stays on screen until it is read again', () => {
    const server = new Server(200);
    server.show(0, 20);
    server.list.makeStale();
    assert.equal(server.list.row(0)?.id, 200);
    assert.equal(server.show(0, 20), 1);
    assert.equal(server.show(0, 20), 0);
});

test('a search grows as it is scrolled', () => {
    const server = new Server(250, { q: 'word' });
    server.show(0, 20);
    assert.equal(server.list.count, 100);
    assert.equal(server.list.hasMore, true);
    assert.ok(server.list.rows.length > 100, 'rows that tell of more to come');
    server.show(80, 108);
    server.show(180, 208);
    assert.equal(server.list.count, 250);
    assert.equal(server.list.hasMore, false);
    assert.equal(server.list.rows.length, 250);
});

test('among unread mail, what was read just now stays, and what follows is still found', () => {
    const server = new Server(1_000, { unread: true });
    server.show(0, 20);
    const at = server.changes.beginRead();
    server.list.reread([1_000, 999], [message(1_000, { seen: true }), message(999, { seen: true })], at);
    server.changes.endRead(at);
    server.ids = server.ids.filter(id => id < 999);
    assert.equal(server.list.agrees(1_000, 998), true);
    server.show(500, 520);
    assert.equal(server.list.row(500)?.id, 500);
    server.head();
    assert.deepEqual(server.shown(0, 3), [1_000, 999, 998]);
});
