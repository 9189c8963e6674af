import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effectOf } from '../../../../web/src/main/web/mail/effects.ts';
import { LocalChanges } from '../../../../web/src/main/web/mail/local-changes.ts';
import type { Folder, Message } from '../../../../web/src/main/web/shared/types.ts';

const INBOX: Folder = { id: 1, accountId: 1, name: 'INBOX', role: 'inbox', total: 10, unread: 4 };
const TRASH: Folder = { id: 2, accountId: 1, name: 'Trash', role: 'trash', total: 3, unread: 0 };

function message(id: number, more: Partial<Message> = {}): Message {
    const date = new Date(Date.UTC(2026, 0, 1) + id * 60_000).toISOString();
    return { id, accountId: 1, folderId: 1, messageId: null, from: 'a@b', subject: 's', date, size: 1, seen: false, sync: 'synced', ...more };
}

function world(...rows: Message[]) {
    const changes = new LocalChanges();
    const at = changes.beginRead();
    changes.store(rows, at);
    changes.endRead(at);
    const known = { view: (id: number) => changes.view(id), rows: () => rows.map(row => changes.view(row.id) ?? row), trash: () => TRASH };
    return { changes, known };
}

test('an action shows at once, and is pending', () => {
    const { changes, known } = world(message(1));
    changes.begin(effectOf('mark-read', { ids: [1] }, known));
    assert.equal(changes.view(1)?.seen, true);
    assert.equal(changes.view(1)?.sync, 'pending');
    assert.deepEqual(changes.counted(INBOX), { ...INBOX, unread: 3 });
});

test('what is as wished already is not touched', () => {
    const { changes, known } = world(message(1, { seen: true }), message(2));
    changes.begin(effectOf('mark-read', { ids: [1, 2] }, known));
    assert.equal(changes.view(1)?.sync, 'synced');
    assert.equal(changes.counted(INBOX).unread, 3);
});

test('a refused action leaves nothing behind', () => {
    const { changes, known } = world(message(1));
    const change = changes.begin(effectOf('trash', { ids: [1] }, known));
    assert.equal(changes.isIn(1, 1), false);
    changes.drop(change);
    assert.deepEqual(changes.view(1), message(1));
    assert.deepEqual(changes.counted(INBOX), INBOX);
});

test('while the request is under way, what is read does not take the change back', () => {
    const { changes, known } = world(message(1));
    changes.begin(effectOf('mark-read', { ids: [1] }, known));
    const read = changes.beginRead();
    changes.store([message(1)], read);
    changes.endRead(read);
    assert.equal(changes.view(1)?.seen, true);
});

test('afterwards the server is right', () => {
    const { changes, known } = world(message(1));
    const change = changes.begin(effectOf('mark-read', { ids: [1] }, known));
    changes.settle(change, new Set());
    const read = changes.beginRead();
    changes.store([message(1, { sync: 'failed' })], read);
    changes.endRead(read);
    assert.equal(changes.view(1)?.seen, false);
    assert.equal(changes.view(1)?.sync, 'failed');
});

test('an answer that was asked for before the action was done does not undo it', () => {
    const { changes, known } = world(message(1));
    const change = changes.begin(effectOf('mark-read', { ids: [1] }, known));
    const early = changes.beginRead();
    changes.settle(change, new Set());
    changes.store([message(1), message(9)], early);
    changes.endRead(early);
    assert.equal(changes.view(1)?.seen, true);
    assert.equal(changes.view(9)?.seen, false);
});

test('of two answers the one that was asked for later counts, whichever comes first', () => {
    const { changes } = world(message(1));
    const first = changes.beginRead();
    const second = changes.beginRead();
    changes.store([message(1, { seen: true })], second);
    changes.store([message(1)], first);
    assert.equal(changes.view(1)?.seen, true);
});

test('those that the server refused go back, the others stay changed', () => {
    const { changes, known } = world(message(1), message(2));
    const change = changes.begin(effectOf('trash', { ids: [1, 2] }, known));
    changes.settle(change, new Set([2]));
    assert.equal(changes.isIn(1, 1), false);
    assert.equal(changes.isIn(2, 1), true);
    assert.equal(changes.view(2)?.sync, 'synced');
});

test('numbers read while something is under way cannot be trusted', () => {
    const { changes, known } = world(message(1));
    const before = changes.beginRead();
    assert.equal(changes.disturbed(before), false);
    const change = changes.begin(effectOf('mark-read', { ids: [1] }, known));
    assert.equal(changes.disturbed(before), true);
    changes.settle(change, new Set());
    assert.equal(changes.disturbed(before), true);
    changes.endRead(before);
    const after = changes.beginRead();
    assert.equal(changes.disturbed(after), false);
});

test('a message that was deleted for ever does not come back with a late answer', () => {
    const { changes, known } = world(message(1));
    const early = changes.beginRead();
    const change = changes.begin(effectOf('delete', { ids: [1] }, known));
    changes.settle(change, new Set());
    changes.store([message(1)], early);
    assert.equal(changes.isIn(1, 1), false);
});

test('moving to Trash moves the numbers along', () => {
    const { changes, known } = world(message(1), message(2, { seen: true }));
    changes.begin(effectOf('trash', { ids: [1, 2] }, known));
    assert.deepEqual(changes.counted(INBOX), { ...INBOX, total: 8, unread: 3 });
    assert.deepEqual(changes.counted(TRASH), { ...TRASH, total: 5, unread: 1 });
});

test('a whole folder is what was seen of it: not what came later, nor what was taken out by hand', () => {
    const { changes, known } = world(message(1), message(5), message(7, { seen: true }), message(9));
    const target = { folder: INBOX, newest: message(7), exceptIds: new Set([5]) };
    changes.begin(effectOf('mark-read', target, known));
    assert.equal(changes.view(1)?.seen, true);
    assert.equal(changes.view(5)?.seen, false);
    assert.equal(changes.view(9)?.seen, false);
    assert.equal(changes.counted(INBOX).unread, 2);
});

test('a whole folder in Trash leaves only what was not meant', () => {
    const { changes, known } = world(message(1), message(5), message(9));
    changes.begin(effectOf('trash', { folder: INBOX, newest: message(5), exceptIds: new Set<number>() }, known));
    assert.equal(changes.isIn(1, 1), false);
    assert.equal(changes.isIn(9, 1), true);
    assert.deepEqual(changes.counted(INBOX), { ...INBOX, total: 1, unread: 1 });
});
