import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldBecause, heldWords, touches } from '../../../../web/src/main/web/admin/hold.ts';
import { jobTitle, jobWords, resultWords } from '../../../../web/src/main/web/admin/job-words.ts';
import { hasNext, offset, pages, pageWords, within } from '../../../../web/src/main/web/admin/paging.ts';
import { Picked } from '../../../../web/src/main/web/admin/picked.ts';
import { listOf } from '../../../../web/src/main/web/admin/route.ts';
import type { Job, OperationStatus, ServerEvent } from '../../../../web/src/main/web/shared/types.ts';

const of = (page: number, total: number, capped = false) => ({ page, size: 25, total, capped });

test('pages count what there is', () => {
    assert.equal(pages(of(1, 0)), 1);
    assert.equal(pages(of(1, 25)), 1);
    assert.equal(pages(of(1, 71)), 3);
    assert.equal(offset(3, 25), 50);
    assert.equal(pageWords(of(1, 71), 'change'), 'Page 1 of 3 · 71 changes');
    assert.equal(pageWords(of(1, 1), 'change'), 'Page 1 of 1 · 1 change');
});

test('beyond the bound of the count there may be more', () => {
    const capped = { page: 1, size: 25, total: 10_000, capped: true };
    assert.match(pageWords(capped, 'change'), /^Page 1 · more than 10.000 changes$/);
    assert.equal(hasNext({ ...capped, page: 400 }, 25), true);
    assert.equal(hasNext({ ...capped, page: 400 }, 24), false);
    assert.equal(hasNext({ ...capped, page: 401 }, 25), false);
    assert.equal(offset(100_000, 200), 10_000);
});

test('a list that shrank is shown from its last page', () => {
    assert.equal(within(of(3, 30)), 2);
    assert.equal(within(of(3, 0)), 1);
    assert.equal(within(of(3, 30, true)), 3);
    assert.equal(hasNext(of(3, 71), 21), false);
    assert.equal(hasNext(of(2, 71), 25), true);
});

const SHOWN = [9, 8, 7, 6, 5];

test('a range goes from the row chosen last to this one, either way', () => {
    const picked = Picked.NONE.set([8], true);
    assert.deepEqual([...picked.range(8, 6, SHOWN, true).ids], [8, 7, 6]);
    assert.deepEqual([...picked.range(8, 9, SHOWN, true).ids].sort(), [8, 9]);
    assert.deepEqual([...Picked.NONE.set(SHOWN, true).range(8, 6, SHOWN, false).ids], [9, 5]);
    assert.deepEqual([...Picked.NONE.range(99, 6, SHOWN, true).ids], [6]);
});

test('the page’s own box knows all, some and none', () => {
    assert.equal(Picked.NONE.ofPage(SHOWN), 'none');
    assert.equal(Picked.NONE.toggle(7).ofPage(SHOWN), 'some');
    assert.equal(Picked.NONE.set(SHOWN, true).ofPage(SHOWN), 'all');
    assert.equal(Picked.NONE.ofPage([]), 'none');
});

test('un-choosing one row of everything leaves the rest of the page, never everything but one', () => {
    const changed = Picked.everything(SHOWN).toggle(7);
    assert.equal(changed.matching, false);
    assert.deepEqual([...changed.ids], [9, 8, 6, 5]);
    assert.equal(Picked.everything([]).empty, false);
});

test('rows that went away are not chosen any more', () => {
    assert.deepEqual([...Picked.NONE.set([9, 5], true).among([5, 4]).ids], [5]);
    assert.deepEqual([...Picked.everything(SHOWN).among([5, 4]).ids], [5, 4]);
});

const changes = (count: number, accountId = 1, status: OperationStatus = 'failed'): ServerEvent => ({
    type: 'operations', accountId, status, kind: 'trash', count, messageIds: null, error: null, errorClass: null,
});

test('the list is held while rows are chosen or a change is open, and says what waits', () => {
    assert.equal(heldBecause(0, false), null);
    assert.equal(heldWords(heldBecause(2, true) ?? '', 3), 'Updates are held while rows are selected · 3 changes waiting');
    assert.equal(heldWords(heldBecause(0, true) ?? '', 1), 'Updates are held while a change is open · 1 change waiting');
});

test('only rows that come into the list are counted, and only events about others are passed over', () => {
    assert.equal(touches(changes(3), listOf('failed')), 3);
    assert.equal(touches(changes(3, 1, 'pending'), listOf('failed')), 0);
    assert.equal(touches(changes(3, 1, 'completed'), listOf('failed')), null);
    assert.equal(touches(changes(3, 1, 'pending'), listOf('all')), 3);
    assert.equal(touches(changes(3, 1, 'failed'), listOf('all')), 0);
    assert.equal(touches(changes(3, 2), listOf('failed', { account: 1 })), null);
    assert.equal(touches(changes(3), listOf('failed', { kind: 'restore' })), null);
    assert.equal(touches({ type: 'hello' }, listOf('failed')), null);
});

const JOB: Job = {
    id: 1, action: 'retry', state: 'running', total: 71, done: 20, changed: 19, skipped: 1,
    createdBy: 'admin', createdAt: '', finishedAt: null, error: null, filter: null,
};

test('a job says how far it is and what became of it', () => {
    assert.equal(resultWords('retry', { changed: 35, skipped: 2 }), '35 queued, 2 skipped: changed meanwhile');
    assert.equal(resultWords('discard', { changed: 1, skipped: 0 }), '1 discarded');
    assert.equal(jobTitle(JOB), 'Retrying 71 changes');
    assert.equal(jobWords(JOB), '20 of 71 · 19 queued, 1 skipped: changed meanwhile');
    assert.equal(jobWords({ ...JOB, state: 'cancelled' }), 'Cancelled after 20 of 71: 19 queued, 1 skipped: changed meanwhile');
    assert.equal(jobWords({ ...JOB, state: 'failed', skipped: 0, error: 'No database.' }), 'Stopped after 20 of 71: 19 queued. No database.');
    assert.equal(jobTitle({ ...JOB, state: 'done', total: 1 }), 'Retry 1 change');
});
