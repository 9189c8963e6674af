import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pagesOf, scrollTo, windowOf } from '../../../../web/src/main/web/shared/virtual.ts';

test('only the rows in sight and a few around them are rendered', () => {
    assert.deepEqual(windowOf(0, 640, 64, 100_000, 5), { first: 0, last: 16 });
    assert.deepEqual(windowOf(64_000, 640, 64, 100_000, 5), { first: 995, last: 1_016 });
});

test('the window ends where the list ends', () => {
    assert.deepEqual(windowOf(6_400_000, 640, 64, 100_000, 5), { first: 99_995, last: 100_000 });
    assert.deepEqual(windowOf(0, 640, 64, 3, 5), { first: 0, last: 3 });
    assert.deepEqual(windowOf(0, 640, 64, 0, 5), { first: 0, last: 0 });
});

test('a list that became shorter than the place scrolled to shows nothing beyond its end', () => {
    const window = windowOf(10_000, 640, 64, 20, 5);
    assert.ok(window.first <= 20 && window.last === 20);
});

test('a bounce above the top counts as the top', () => {
    assert.deepEqual(windowOf(-50, 640, 64, 100, 0), { first: 0, last: 11 });
});

test('the pages of a window are those that hold its rows', () => {
    assert.deepEqual(pagesOf({ first: 95, last: 101 }, 100), [0, 1]);
    assert.deepEqual(pagesOf({ first: 95, last: 100 }, 100), [0]);
    assert.deepEqual(pagesOf({ first: 5, last: 5 }, 100), []);
});

test('a row that is visible does not move the list', () => {
    assert.equal(scrollTo(3, 100, 640, 64), 100);
    assert.equal(scrollTo(0, 100, 640, 64), 0);
    assert.equal(scrollTo(20, 0, 640, 64), 21 * 64 - 640);
});
