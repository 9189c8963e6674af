import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRoute, HOME, parseRoute, sameList } from '../../../../web/src/main/web/mail/route.ts';

test('an address leads back to what was shown', () => {
    for (const route of [
        HOME,
        { folder: 12, message: null, unread: false, q: '' },
        { folder: 12, message: 345, unread: true, q: 'Müller & Söhne #7?' },
    ]) {
        assert.deepEqual(parseRoute(formatRoute(route)), route);
    }
});

test('an address that makes no sense is the start page', () => {
    for (const hash of ['', '#', '#/', '#/folder/abc', '#/folder/1/message/2/3', '#/folder/99999999999999999999']) {
        assert.equal(parseRoute(hash).folder, null, hash);
    }
});

test('opening a message stays in the same list', () => {
    const list = { folder: 1, message: null, unread: false, q: '' };
    assert.equal(sameList(list, { ...list, message: 5 }), true);
    assert.equal(sameList(list, { ...list, unread: true }), false);
});
