import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Draft } from '../../../../web/src/main/web/admin/draft.ts';

test('news that come while somebody types take no letter away', () => {
    const draft = new Draft();
    assert.equal(draft.shown('before'), 'before');
    draft.typed('Le');
    assert.equal(draft.shown(''), 'Le');
    draft.typed('Letter 12');
    assert.equal(draft.shown(''), 'Letter 12');
});

test('once it is applied the address decides, but a blank at the end stays', () => {
    const draft = new Draft();
    draft.typed('Letter ');
    draft.applied();
    assert.equal(draft.shown('Letter'), 'Letter ');
    assert.equal(draft.shown(''), '');
    assert.equal(draft.shown('other'), 'other');
});
