import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountsHash, changesHash, filterOf, hashOf, listOf, parseRoute, sortedBy } from '../../../../web/src/main/web/admin/route.ts';

const roundTrip = (hash: string) => hashOf(parseRoute(hash));

test('an empty address shows what failed, the latest first', () => {
    const { view, list, operation } = parseRoute('');
    assert.equal(view, 'changes');
    assert.equal(operation, null);
    assert.deepEqual(list, { status: 'failed', sort: 'lastAttempt', dir: 'desc', page: 1, size: 25 });
});

test('what waits comes oldest first', () => {
    assert.deepEqual(parseRoute('#/changes?status=pending').list, { status: 'pending', sort: 'createdAt', dir: 'asc', page: 1, size: 25 });
});

test('every filter comes back from the address as it went in', () => {
    const list = { ...listOf('pending', { q: 'a&b=ü #1', account: 7, kind: 'trash' as const, errorClass: 'quota', host: 'imap.example' }), page: 3, size: 50 };
    assert.deepEqual(parseRoute(changesHash(list)).list, list);
    assert.deepEqual(parseRoute(changesHash({ ...list, sort: 'account', dir: 'desc' })).list, { ...list, sort: 'account', dir: 'desc' });
});

test('only what differs from the usual is in the address', () => {
    assert.equal(changesHash(listOf('failed')), '#/changes');
    assert.equal(changesHash(listOf('pending')), '#/changes?status=pending');
    assert.equal(roundTrip('#/changes?status=failed&page=1&size=25'), '#/changes');
});

test('one change is a deep link, over the list it was opened from', () => {
    assert.equal(parseRoute('#/operation/7').operation, 7);
    const over = parseRoute('#/operation/7?status=all&q=x');
    assert.equal(over.operation, 7);
    assert.equal(over.list.status, 'all');
    assert.equal(hashOf({ ...over, operation: null }), '#/changes?status=all&q=x');
});

test('nonsense in the address counts as the usual', () => {
    const { list, operation } = parseRoute('#/operation/seven?status=odd&kind=no&account=-1&page=0&size=13&sort=evil&dir=up');
    assert.equal(operation, null);
    assert.deepEqual(list, listOf('failed'));
    assert.equal(parseRoute('#/operation/99999999999999999999').operation, null);
    assert.equal(parseRoute('#/no/such/place').view, 'changes');
});

test('accounts have filters of their own', () => {
    assert.equal(accountsHash({ q: 'imap', state: 'paused', page: 2 }), '#/accounts?q=imap&state=paused&page=2');
    const { view, accounts } = parseRoute('#/accounts?q=imap&state=paused&sort=email&dir=asc');
    assert.equal(view, 'accounts');
    assert.deepEqual(accounts, { q: 'imap', state: 'paused', sort: 'email', dir: 'asc', page: 1, size: 50 });
    assert.equal(parseRoute('#/accounts?state=broken').accounts.state, '');
    assert.equal(roundTrip('#/audit'), '#/audit');
});

test('a job is told the filter without order and page', () => {
    assert.deepEqual(filterOf({ ...listOf('failed', { account: 3 }), page: 4 }), { account: 3 });
});

test('pressing a header again turns the order round; names begin at A, numbers with the largest', () => {
    assert.deepEqual(sortedBy({ sort: 'id', dir: 'desc' }, 'id'), { sort: 'id', dir: 'asc' });
    assert.deepEqual(sortedBy({ sort: 'id', dir: 'desc' }, 'account'), { sort: 'account', dir: 'asc' });
    assert.deepEqual(sortedBy({ sort: 'account', dir: 'asc' }, 'attempts'), { sort: 'attempts', dir: 'desc' });
});
