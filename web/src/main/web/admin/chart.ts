import { html, nothing, svg, type PropertyValues } from 'lit';
import { clockTime, count, exactTime, listDate, plural } from '../shared/format.ts';
import type { Activity } from '../shared/types.ts';
import { HOURS } from './route.ts';
import { barAt, bars, highest, labelEvery, PARTS, ticks, totals, type Bar, type Part, type Plot } from './scales.ts';
import { skeleton, trouble } from './states.ts';
import { StorePart } from './watching.ts';

const WORDS: Record<Part, string> = { completed: 'Synced', retried: 'To be repeated', failed: 'Failed' };
const HEIGHT = 236;
const LABEL = 66;

/** What was synced, repeated and given up, hour by hour. The bars are drawn; the same is there in words and as a table. */
export class SyncChart extends StorePart {
    static override properties = { ...StorePart.properties, width: { state: true }, at: { state: true } };
    declare width: number;
    declare at: number | null;
    private readonly measure = new ResizeObserver(([entry]) => {
        this.width = Math.max(240, Math.round(entry?.contentRect.width ?? 0));
    });
    private watched: Element | null = null;

    constructor() {
        super();
        this.width = 600;
        this.at = null;
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        this.measure.disconnect();
        this.watched = null;
    }

    protected override updated(changed: PropertyValues): void {
        super.updated(changed);
        const drawing = this.querySelector('.drawing');
        if (drawing !== this.watched) {
            this.measure.disconnect();
            this.watched = drawing;
            if (drawing !== null) {
                this.measure.observe(drawing);
            }
        }
    }

    override render() {
        const { activity, hours } = this.store;
        return html`<section class="panel chart-panel" aria-labelledby="chart-title">
            <div class="panel-head">
                <h2 id="chart-title">Changes per hour</h2>
                <div class="segments" role="group" aria-label="Time shown">
                    ${HOURS.map(
                        choice => html`<button type="button" class="plain" aria-pressed=${choice === hours} @click=${() => this.choose(choice)}>
                            ${choice === 24 ? '24 hours' : '7 days'}
                        </button>`,
                    )}
                </div>
            </div>
            ${trouble('The chart', activity, this.store.status)}
            ${activity.data === null ? (activity.problem === null ? skeleton(1, 'chart-skeleton') : nothing) : this.figure(activity.data)}
        </section>`;
    }

    private choose(hours: number): void {
        this.store.hours = hours;
        this.at = null;
        void this.store.activity.now();
    }

    private figure(items: Activity[]) {
        const all = totals(items);
        const steps = ticks(highest(items));
        const plot: Plot = { width: this.width, height: HEIGHT, left: 8 + 7 * count(steps.at(-1) ?? 0).length, right: 6, top: 8, bottom: 20 };
        const drawn = bars(items, steps.at(-1) ?? 1, plot);
        return html`<ul class="legend">
                ${PARTS.map(part => html`<li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">${box(part, 0, 0, 12, 12)}</svg>${WORDS[part]} <strong>${count(all[part])}</strong></li>`)}
            </ul>
            <div class="drawing" @pointermove=${(event: PointerEvent) => this.point(event, items.length, plot)}
                @pointerdown=${(event: PointerEvent) => this.point(event, items.length, plot)} @pointerleave=${() => (this.at = null)}>
                <svg class="chart" viewBox="0 0 ${plot.width} ${plot.height}" width=${plot.width} height=${plot.height} role="img" aria-label=${summary(items)}>
                    ${patterns()}${this.axes(items, steps, plot, drawn)}
                    ${this.at === null ? nothing : this.marker(drawn[this.at], plot)}
                    ${drawn.map(bar => bar.segments.map(segment => box(segment.part, bar.x, segment.y, bar.width, segment.height)))}
                </svg>
                ${this.reader(items)}
            </div>
            <p class="readout">${this.at === null ? html`<span class="hint">Point at an hour, or use the arrow keys.</span>` : readout(items[this.at])}</p>
            ${this.table(items)}`;
    }

    private axes(items: Activity[], steps: number[], plot: Plot, drawn: Bar[]) {
        const top = steps.at(-1) ?? 1;
        const inner = plot.height - plot.top - plot.bottom;
        const every = labelEvery(items.length, plot.width - plot.left - plot.right, LABEL);
        const y = (value: number) => plot.top + inner - (value / top) * inner;
        return svg`${steps.map(
            step => svg`<line class="grid" x1=${plot.left} x2=${plot.width - plot.right} y1=${y(step)} y2=${y(step)}></line>
                <text class="axis" x=${plot.left - 6} y=${y(step) + 4} text-anchor="end">${count(step)}</text>`,
        )}${drawn
            .filter(bar => (items.length - 1 - bar.index) % every === 0)
            .map(bar => svg`<text class="axis" x=${Math.min(bar.x + bar.width / 2, plot.width - 28)} y=${plot.height - 4} text-anchor="middle">${label(items, bar.index)}</text>`)}`;
    }

    private marker(bar: Bar | undefined, plot: Plot) {
        return bar === undefined
            ? nothing
            : svg`<rect class="marker" x=${bar.x - 1} y=${plot.top} width=${bar.width + 2} height=${plot.height - plot.top - plot.bottom}></rect>`;
    }

    /** The keyboard's and the screen reader's way along the hours. */
    private reader(items: Activity[]) {
        const last = items.length - 1;
        const at = this.at ?? last;
        return html`<div class="reader" role="slider" tabindex="0" aria-label="Hour" aria-valuemin="0" aria-valuemax=${last} aria-valuenow=${at}
            aria-valuetext=${words(items[at])} @focus=${() => (this.at ??= last)} @blur=${() => (this.at = null)}
            @keydown=${(event: KeyboardEvent) => this.key(event, at, last)}></div>`;
    }

    private key(event: KeyboardEvent, at: number, last: number): void {
        const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - 24, PageUp: at + 24, Home: 0, End: last }[event.key];
        if (to !== undefined) {
            event.preventDefault();
            this.at = Math.max(0, Math.min(last, to));
        }
    }

    private point(event: PointerEvent, n: number, plot: Plot): void {
        const left = (event.currentTarget as Element).getBoundingClientRect().left;
        this.at = barAt(event.clientX - left, n, plot);
    }

    private table(items: Activity[]) {
        return html`<details class="as-table">
            <summary>Show as table</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Changes per hour, as a table">
                <table>
                    <thead><tr><th scope="col">Hour</th>${PARTS.map(part => html`<th scope="col" class="num">${WORDS[part]}</th>`)}</tr></thead>
                    <tbody>
                        ${items.toReversed().map(
                            item => html`<tr><th scope="row">${exactTime(item.at)}</th>${PARTS.map(part => html`<td class="num">${count(item[part])}</td>`)}</tr>`,
                        )}
                    </tbody>
                </table>
            </div>
        </details>`;
    }
}
customElements.define('sync-chart', SyncChart);

/** The pattern tells failures apart where colours do not. */
function patterns() {
    return svg`<defs>
        <pattern id="hatch-failed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect class="hatch-ground failed" width="6" height="6"></rect><rect class="hatch-line" width="2" height="6"></rect>
        </pattern>
        <pattern id="dots-retried" width="5" height="5" patternUnits="userSpaceOnUse">
            <rect class="hatch-ground retried" width="5" height="5"></rect><circle class="hatch-line" cx="2" cy="2" r="1"></circle>
        </pattern>
    </defs>`;
}

const FILLS: Record<Part, string> = { completed: '', retried: 'url(#dots-retried)', failed: 'url(#hatch-failed)' };

function box(part: Part, x: number, y: number, width: number, height: number) {
    return part === 'completed'
        ? svg`<rect class="part completed" x=${x} y=${y} width=${width} height=${height}></rect>`
        : svg`<rect class="part ${part}" x=${x} y=${y} width=${width} height=${height} fill=${FILLS[part]}></rect>`;
}

function label(items: Activity[], index: number): string {
    const item = items[index];
    if (item === undefined) {
        return '';
    }
    return items.length > 24 ? listDate(item.at, new Date(0)).replace(/,? \d{4}$/, '') : clockTime(item.at);
}

function words(item: Activity | undefined): string {
    return item === undefined
        ? ''
        : `${exactTime(item.at)}: ${plural(item.completed, 'change')} synced, ${count(item.retried)} to be repeated, ${count(item.failed)} failed`;
}

function readout(item: Activity | undefined) {
    return item === undefined
        ? nothing
        : html`<strong>${exactTime(item.at)}</strong> ${PARTS.map(part => html`<span class="read ${part}">${WORDS[part]} <b>${count(item[part])}</b></span>`)}`;
}

function summary(items: Activity[]): string {
    const all = totals(items);
    const worst = items.reduce<Activity | null>((most, item) => (item.failed > (most?.failed ?? 0) ? item : most), null);
    const hours = `Changes in the last ${count(items.length)} hours`;
    const sums = `${count(all.completed)} synced, ${count(all.retried)} to be repeated, ${count(all.failed)} failed`;
    return worst === null ? `${hours}: ${sums}.` : `${hours}: ${sums}. Most failures: ${count(worst.failed)} at ${exactTime(worst.at)}.`;
}
