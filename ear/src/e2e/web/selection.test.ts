import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Selection } from '../../../../web/src/main/web/shared/selection.ts';

test('nothing is selected at first', () => {
    assert.ok(Selection.NONE.isEmpty(100));
    assert.equal(Selection.NONE.has(1), false);
    assert.equal(Selection.NONE.count(100), 0);
});

test('a row is selected and let go again', () => {
    const one = Selection.NONE.toggle(7);
    assert.ok(one.has(7));
    assert.equal(one.count(100), 1);
    assert.ok(one.toggle(7).isEmpty(100));
    assert.ok(Selection.NONE.isEmpty(100), 'the first one is as it was');
});

test('all of a folder but some', () => {
    const all = Selection.allUpTo(500).toggle(3).toggle(4);
    assert.ok(all.all);
    assert.equal(all.upTo, 500);
    assert.equal(all.has(3), false);
    assert.ok(all.has(5));
    assert.equal(all.count(100), 98);
    assert.deepEqual([...all.ids], [3, 4], 'the exceptions');
    assert.ok(all.toggle(3).has(3));
});

test('all of an empty folder is nothing', () => {
    assert.ok(Selection.allUpTo(500).isEmpty(0));
    assert.equal(Selection.allUpTo(500).set([1, 2], false).count(1), 0, 'never less than none');
});

test('a range is selected or let go at once', () => {
    const range = Selection.of([1, 2, 3, 9]).set([2, 3, 4], false);
    assert.deepEqual([...range.ids], [1, 9]);
    assert.deepEqual([...range.set([4, 5], true).ids], [1, 9, 4, 5]);
    const all = Selection.allUpTo(9).set([1, 2, 3], false).set([2], true);
    assert.deepEqual([...all.ids], [1, 3]);
});

test('what is gone is neither selected nor an exception', () => {
    assert.deepEqual([...Selection.of([1, 2]).without([2, 3]).ids], [1]);
    const all = Selection.allUpTo(9).toggle(1).without([1]);
    assert.equal(all.ids.size, 0);
    assert.equal(all.upTo, 9);
});
