import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SparseList } from '../../../../web/src/main/web/mail/sparse-list.ts';

const above = (id: number, other: number): boolean => id > other;

function listOf(...ids: number[]): SparseList {
    const list = new SparseList();
    list.place(0, ids);
    return list;
}

function all(list: SparseList): number[] {
    return Array.from({ length: list.length }, (_, i) => list.at(i));
}

test('what was not read yet is 0, and what lies beyond the end too', () => {
    const list = new SparseList();
    list.clear(5);
    list.place(2, [30, 20]);
    assert.deepEqual(all(list), [0, 0, 30, 20, 0]);
    assert.equal(list.at(99), 0);
    assert.equal(list.indexOf(20), 3);
    assert.equal(list.indexOf(7), -1);
});

test('a row stands in one place only, the one that was read last', () => {
    const list = listOf(50, 40, 30, 20);
    list.place(2, [40, 30]);
    assert.deepEqual(all(list), [50, 0, 40, 30]);
    assert.equal(list.has(20), false);
});

test('rows read beyond the end make the list longer', () => {
    const list = listOf(50, 40);
    list.place(2, [30]);
    assert.equal(list.length, 3);
});

test('what is taken out can be put back where it was', () => {
    const list = listOf(60, 50, 40, 30, 20, 10);
    const removed = list.remove(id => id === 50 || id === 40 || id === 10);
    assert.deepEqual(all(list), [60, 30, 20]);
    assert.deepEqual(removed, [
        { index: 1, id: 50 },
        { index: 2, id: 40 },
        { index: 5, id: 10 },
    ]);
    list.putBack(removed, above);
    assert.deepEqual(all(list), [60, 50, 40, 30, 20, 10]);
});

test('it goes back to its place in the order, also when new rows came on top meanwhile', () => {
    const list = listOf(60, 50, 40);
    const removed = list.remove(id => id === 50);
    list.replaceHead(1, [80, 70, 60]);
    list.putBack(removed, above);
    assert.deepEqual(all(list), [80, 70, 60, 50, 40]);
});

test('it goes back among rows that are not known', () => {
    const list = new SparseList();
    list.clear(6);
    list.place(3, [30]);
    const removed = list.remove(id => id === 30);
    assert.equal(list.length, 5);
    list.putBack(removed, above);
    assert.deepEqual(all(list), [0, 0, 0, 30, 0, 0]);
});

test('what is there already is not put back twice', () => {
    const list = listOf(60, 50);
    list.putBack([{ index: 0, id: 60 }], above);
    assert.deepEqual(all(list), [60, 50]);
});

test('a row that is in the new head is not known further down', () => {
    const list = listOf(60, 50, 40);
    list.replaceHead(1, [70, 60, 40]);
    assert.deepEqual(all(list), [70, 60, 40, 50, 0]);
});

test('a shorter list forgets what was cut off', () => {
    const list = listOf(60, 50, 40);
    list.resize(1);
    assert.equal(list.has(50), false);
    assert.deepEqual([...list.known], [60]);
});

test('one row of 100,000 is taken out and put back within a frame', () => {
    const list = new SparseList();
    list.clear(100_000);
    list.place(0, Array.from({ length: 1_000 }, (_, i) => 200_000 - i));
    const times: number[] = [];
    for (let round = 0; round < 20; round++) {
        const start = performance.now();
        const removed = list.remove(id => id === 200_000 - round);
        list.putBack(removed, above);
        times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    assert.ok((times[10] ?? 99) < 16, `took ${times[10]} ms`);
});
