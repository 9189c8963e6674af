import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    ago,
    count,
    duration,
    listDate,
    milliseconds,
    plural,
    reasonWords,
    senderName,
    size,
    stateWords,
    subjectOf,
} from '../../../../web/src/main/web/shared/format.ts';

const NOW = new Date('2026-11-22T16:30:00Z');

test('numbers are grouped and words counted', () => {
    assert.equal(count(12_840), '12,840');
    assert.equal(plural(1, 'message'), '1 message');
    assert.equal(plural(0, 'message'), '0 messages');
    assert.equal(plural(4_000, 'copy', 'copies'), '4,000 copies');
});

test('a list shows the time today, the day this year, else the date', () => {
    assert.equal(listDate('2026-11-22T08:05:00Z', NOW), '08:05');
    assert.equal(listDate('2026-03-09T08:05:00Z', NOW), '9 Mar');
    assert.equal(listDate('2025-12-31T08:05:00Z', NOW), '31 Dec 2025');
});

test('how long ago', () => {
    assert.equal(ago('2026-11-22T16:26:00Z', NOW.getTime()), '4 minutes ago');
    assert.equal(ago('2026-11-22T16:29:59.800Z', NOW.getTime()), 'now');
    assert.equal(ago('2026-11-22T16:30:20Z', NOW.getTime()), 'in 20 seconds');
    assert.equal(ago('2026-11-21T16:29:00Z', NOW.getTime()), 'yesterday');
});

test('durations have at most two units', () => {
    assert.equal(duration(0), '0s');
    assert.equal(duration(59.9), '59s');
    assert.equal(duration(312), '5m 12s');
    assert.equal(duration(7_200), '2h');
    assert.equal(duration(90_061), '1d 1h');
    assert.equal(duration(86_405), '1d', 'what is far smaller is left out');
});

test('milliseconds and octets', () => {
    assert.equal(milliseconds(53), '53 ms');
    assert.equal(milliseconds(1_540), '1.5 s');
    assert.equal(size(999), '999 B');
    assert.equal(size(1_000), '1 KB');
    assert.equal(size(2_340_000), '2.3 MB');
});

test('the sender is a name, or else the address', () => {
    assert.equal(senderName('Ada Lovelace <ada@example.org>'), 'Ada Lovelace');
    assert.equal(senderName('"Lovelace, Ada" <ada@example.org>'), 'Lovelace, Ada');
    assert.equal(senderName('"Ada \\"Countess\\" L" <ada@example.org>'), 'Ada "Countess" L');
    assert.equal(senderName('<ada@example.org>'), 'ada@example.org');
    assert.equal(senderName('ada@example.org'), 'ada@example.org');
    assert.equal(senderName(''), '(no sender)');
});

test('a missing subject has words', () => {
    assert.equal(subjectOf(null), '(no subject)');
    assert.equal(subjectOf('  '), '(no subject)');
    assert.equal(subjectOf('Numbers'), 'Numbers');
});

test('a reason nobody has words for is still readable', () => {
    assert.equal(reasonWords('auth_required'), 'Sign-in refused');
    assert.equal(reasonWords('something_new'), 'something new');
    assert.equal(stateWords('unreachable'), 'Unreachable');
});
