import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barAt, bars, labelEvery, ticks, totals, type Plot } from '../../../../web/src/main/web/admin/scales.ts';
import type { Activity } from '../../../../web/src/main/web/shared/types.ts';

const PLOT: Plot = { width: 500, height: 120, left: 40, right: 10, top: 10, bottom: 10 };
const hour = (completed: number, failed = 0, retried = 0): Activity => ({ at: '2026-11-22T12:00:00Z', completed, failed, retried });

test('the axis has round whole numbers up to the highest', () => {
    assert.deepEqual(ticks(1_070), [0, 500, 1_000, 1_500]);
    assert.deepEqual(ticks(4), [0, 1, 2, 3, 4]);
    assert.deepEqual(ticks(1), [0, 1]);
    for (const highest of [0, 1, 3, 7, 12, 99, 101, 12_840, 999_999]) {
        const steps = ticks(highest);
        assert.ok(steps.length >= 2 && steps.length <= 6, `${highest}: ${steps}`);
        assert.ok((steps.at(-1) ?? 0) >= highest);
        assert.ok(steps.every(Number.isInteger), `${highest}: ${steps}`);
    }
});

test('trouble stands on top of what went well, inside the plot', () => {
    const [bar] = bars([hour(60, 20, 20)], 100, PLOT);
    assert.deepEqual(bar?.segments.map(segment => segment.part), ['completed', 'retried', 'failed']);
    assert.deepEqual(bar?.segments.map(segment => Math.round(segment.y)), [50, 30, 10]);
});

test('one failure beside thousands is seen', () => {
    const [bar] = bars([hour(9_000, 1)], 10_000, PLOT);
    assert.ok((bar?.segments.at(-1)?.height ?? 0) >= 3);
});

test('an hour without anything has no bar; none leaves the plot', () => {
    assert.deepEqual(bars([hour(0)], 1, PLOT)[0]?.segments, []);
    const all = bars(Array.from({ length: 168 }, () => hour(100, 5)), 105, PLOT);
    assert.ok(all.every(bar => bar.x >= PLOT.left && bar.x + bar.width <= PLOT.width - PLOT.right + 0.01));
    assert.ok(all.every(bar => bar.segments.every(segment => segment.y >= PLOT.top)));
});

test('a place on the axis is an hour', () => {
    assert.equal(barAt(40, 24, PLOT), 0);
    assert.equal(barAt(489, 24, PLOT), 23);
    assert.equal(barAt(39, 24, PLOT), null);
    assert.equal(barAt(491, 24, PLOT), null);
});

test('labels keep their distance', () => {
    assert.equal(labelEvery(24, 450, 52), 3);
    assert.equal(labelEvery(24, 2_000, 52), 1);
    assert.equal(labelEvery(168, 450, 52), 24);
    assert.equal(labelEvery(24, 10, 52), 24);
});

test('sums are of all hours', () => {
    assert.deepEqual(totals([hour(1, 2, 3), hour(10, 20, 30)]), { completed: 11, failed: 22, retried: 33 });
});
