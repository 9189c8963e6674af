import type { Activity } from '../shared/types.ts';

export type Plot = { width: number; height: number; left: number; right: number; top: number; bottom: number };
export type Part = 'completed' | 'retried' | 'failed';
export type Segment = { part: Part; y: number; height: number };
export type Bar = { index: number; x: number; width: number; segments: Segment[] };

/** From the axis upwards: the ordinary at the bottom, trouble on top, where it is seen. */
export const PARTS: readonly Part[] = ['completed', 'retried', 'failed'];
/** So that one failure beside a thousand successes is seen at all. */
const LEAST = 3;

/** A round number at or above the highest, and the steps up to it: at most five, whole numbers only. */
export function ticks(highest: number): number[] {
    const rough = Math.max(1, highest) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = Math.max(1, [1, 2, 2.5, 5, 10].map(n => n * power).find(n => n >= rough) ?? 10 * power);
    const whole = Math.ceil(step);
    const steps = Math.ceil(Math.max(1, highest) / whole);
    return Array.from({ length: steps + 1 }, (_, i) => i * whole);
}

export function highest(items: Activity[]): number {
    return Math.max(0, ...items.map(item => item.completed + item.failed + item.retried));
}

export function bars(items: Activity[], top: number, plot: Plot): Bar[] {
    const inner = plot.width - plot.left - plot.right;
    const height = plot.height - plot.top - plot.bottom;
    const slot = inner / Math.max(1, items.length);
    const gap = Math.min(3, slot * 0.18);
    return items.map((item, index) => {
        let base = plot.top + height;
        const segments: Segment[] = [];
        for (const part of PARTS) {
            const value = item[part];
            if (value > 0) {
                const tall = Math.max(LEAST, (value / top) * height);
                base -= tall;
                segments.push({ part, y: Math.max(plot.top, base), height: tall });
            }
        }
        return { index, x: plot.left + index * slot + gap / 2, width: Math.max(1, slot - gap), segments };
    });
}

/** The bar under a place on the x axis. */
export function barAt(x: number, n: number, plot: Plot): number | null {
    const inner = plot.width - plot.left - plot.right;
    const index = Math.floor(((x - plot.left) / inner) * n);
    return index >= 0 && index < n ? index : null;
}

/** Every how many bars a label fits below the axis. */
export function labelEvery(n: number, innerWidth: number, labelWidth: number): number {
    const fits = Math.max(1, Math.floor(innerWidth / labelWidth));
    const nice = [1, 2, 3, 4, 6, 12, 24, 48, 72];
    return nice.find(every => n / every <= fits) ?? n;
}

export function totals(items: Activity[]): Record<Part, number> {
    const all = { completed: 0, retried: 0, failed: 0 };
    for (const item of items) {
        for (const part of PARTS) {
            all[part] += item[part];
        }
    }
    return all;
}
