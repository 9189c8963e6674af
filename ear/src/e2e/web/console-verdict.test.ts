import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupWords, verdictOf } from '../../../../web/src/main/web/admin/verdict.ts';
import type { Group, SyncStatus } from '../../../../web/src/main/web/shared/types.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const WELL: SyncStatus = {
    pending: 0,
    inFlight: 0,
    failed: 0,
    completedLastDay: 9,
    completedToday: 9,
    failedToday: 0,
    failedByClass: {},
    oldestPending: null,
    lanesInTrouble: [],
};
const lane = (reason: string) => ({ accountId: 1, reason, text: null, until: null, failuresInARow: 1 });
const GROUP: Group = {
    type: 'failed', reason: 'not_permitted', host: 'imap.example', accountId: 1, account: 'ada@corp', accounts: 1, operations: 35, since: null, text: null,
};

test('all is well, and says how long anything waits at most', () => {
    assert.deepEqual(verdictOf(WELL, [], NOW), { tone: 'ok', title: 'All is well: nothing failed, nothing waits', why: '' });
    const waiting = { ...WELL, pending: 2, oldestPending: '2026-11-22T11:59:57Z' };
    assert.equal(verdictOf(waiting, [], NOW).title, 'All is well: nothing failed, nothing waits longer than 5s');
    assert.equal(verdictOf({ ...waiting, oldestPending: '2026-11-22T11:59:20Z' }, [], NOW).title, 'All is well: nothing failed, nothing waits longer than 40s');
});

test('a long wait is worth a word though nothing is known to be wrong', () => {
    const verdict = verdictOf({ ...WELL, pending: 3, oldestPending: '2026-11-22T11:48:00Z' }, [], NOW);
    assert.equal(verdict.tone, 'wait');
    assert.equal(verdict.title, 'Nothing failed, but the oldest change has waited 12m');
});

test('what failed comes first, then the accounts that wait, then why', () => {
    const verdict = verdictOf({ ...WELL, failed: 71, lanesInTrouble: [lane('auth_required'), lane('paused')] }, [GROUP], NOW);
    assert.equal(verdict.tone, 'bad');
    assert.equal(verdict.title, '71 changes need a decision, 2 accounts wait');
    assert.equal(verdict.why, '35\u00a0× not permitted, ada@corp');
    assert.equal(verdictOf({ ...WELL, failed: 1 }, [], NOW).title, '1 change needs a decision');
});

test('a decision is told before what only waits, however much waits', () => {
    const waiting = { ...GROUP, type: 'waiting' as const, reason: 'paused', operations: 4_000 };
    const { why } = verdictOf({ ...WELL, failed: 35, lanesInTrouble: [lane('paused')] }, [waiting, GROUP], NOW);
    assert.match(why, /^35\u00a0× not permitted, ada@corp · 4.000\u00a0× paused/);
});

test('an account that somebody paused is not alarming, one that cannot sign in is', () => {
    assert.equal(verdictOf({ ...WELL, lanesInTrouble: [lane('paused')] }, [], NOW).tone, 'wait');
    assert.equal(verdictOf({ ...WELL, lanesInTrouble: [lane('paused'), lane('unreachable')] }, [], NOW).tone, 'bad');
});

test('many accounts are counted by the groups, whose lists have no end', () => {
    const group = { ...GROUP, type: 'waiting' as const, reason: 'unreachable', accounts: 300, accountId: null, account: null };
    assert.equal(verdictOf({ ...WELL, lanesInTrouble: [lane('unreachable')] }, [group], NOW).title, 'Nothing failed, but 300 accounts wait');
});

test('accounts that wait without anything to do are not "0 ×"', () => {
    const group = { ...GROUP, type: 'waiting' as const, reason: 'paused', operations: 0 };
    assert.equal(verdictOf({ ...WELL, lanesInTrouble: [lane('paused')] }, [group], NOW).why, 'paused, at imap.example, ada@corp');
});

test('a reason that is mended is not told any more, though its group was read before', () => {
    assert.equal(verdictOf({ ...WELL, lanesInTrouble: [lane('paused')] }, [GROUP], NOW).why, '1\u00a0× Paused');
});

test('a clock that is behind the server does not make a wait negative', () => {
    assert.equal(verdictOf({ ...WELL, pending: 1, oldestPending: '2026-11-22T12:00:09Z' }, [], NOW).tone, 'ok');
});

test('a group says what and where', () => {
    assert.equal(groupWords(GROUP), 'not permitted, ada@corp');
    assert.equal(groupWords({ ...GROUP, type: 'waiting', reason: 'auth_required' }), 'sign-in refused at imap.example, ada@corp');
    assert.equal(groupWords({ ...GROUP, type: 'waiting', reason: 'auth_required', account: null }), 'sign-in refused at imap.example');
    assert.equal(groupWords({ ...GROUP, reason: 'brand_new' }), 'brand new, ada@corp');
});
