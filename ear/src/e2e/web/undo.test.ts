import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oppositeOf, UndoSlot, type Undo } from '../../../../web/src/main/web/mail/undo.ts';

const TRASHED: Undo = { action: 'restore', ids: [1, 2, 3], folder: 1, listing: { folder: 1, unread: false, q: '' }, removed: [], until: 10_000 };

test('the opposite of everything but deleting for ever is known', () => {
    assert.equal(oppositeOf('trash'), 'restore');
    assert.equal(oppositeOf('restore'), 'trash');
    assert.equal(oppositeOf('mark-read'), 'mark-unread');
    assert.equal(oppositeOf('mark-unread'), 'mark-read');
    assert.equal(oppositeOf('delete'), null);
});

test('it can be undone once, and not after its time', () => {
    const slot = new UndoSlot();
    slot.keep(TRASHED);
    assert.equal(slot.take(9_000), TRASHED);
    assert.equal(slot.take(9_001), null);
    slot.keep(TRASHED);
    assert.equal(slot.take(10_001), null);
});

test('only the latest can be undone', () => {
    const slot = new UndoSlot();
    slot.keep(TRASHED);
    slot.keep({ ...TRASHED, ids: [9] });
    assert.deepEqual(slot.take(0)?.ids, [9]);
});

test('what the server did not change is not changed back', () => {
    const slot = new UndoSlot();
    slot.keep(TRASHED);
    slot.without(new Set([2]));
    assert.deepEqual(slot.take(0)?.ids, [1, 3]);
    slot.keep(TRASHED);
    slot.without(new Set([1, 2, 3]));
    assert.equal(slot.take(0), null);
});
