import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { syncBadge } from '../shared/badges.ts';
import { exactTime, listDate, senderName, subjectOf } from '../shared/format.ts';
import { LightElement } from '../shared/light-element.ts';
import type { Message } from '../shared/types.ts';
import { scrollTo, windowOf, type Window } from '../shared/virtual.ts';
import type { ListState } from './list-state.ts';

const ROW = 64;
const OVERSCAN = 10;

export type RowClick = { id: number; index: number; how: 'open' | 'toggle' | 'range' };

type Anchor = { id: number; index: number; into: number };

/**
 * The list of messages, of which only the rows in sight are in the page. The focus stays on the grid, so it is not lost when a
 * row goes. Fires `row-click`, `row-key` with the index to go to, and `window-shown`.
 */
export class MessageList extends LightElement {
    static override properties = {
        list: { attribute: false },
        version: { attribute: false },
        label: { attribute: false },
        selected: { attribute: false },
        focusIndex: { attribute: false },
        openId: { attribute: false },
        look: { attribute: false },
        top: { state: true },
        height: { state: true },
    };
    declare list: ListState;
    declare version: number;
    declare label: string;
    declare selected: (row: Message) => boolean;
    declare focusIndex: number;
    declare openId: number | null;
    /** Whatever else the rows' looks depend on, counted up by the page. */
    declare look: number;
    declare top: number;
    declare height: number;
    private anchor: Anchor | null = null;
    private shown: Window = { first: -1, last: -1 };
    private listing: unknown = null;
    private readonly sizes = new ResizeObserver(() => this.measure());

    constructor() {
        super();
        this.version = 0;
        this.label = '';
        this.selected = () => false;
        this.focusIndex = 0;
        this.openId = null;
        this.look = 0;
        this.top = 0;
        this.height = 800;
    }

    private get scroller(): HTMLElement | null {
        return this.querySelector<HTMLElement>('.rows');
    }

    get atTop(): boolean {
        return this.top < ROW;
    }

    focusRows(): void {
        this.scroller?.focus({ preventScroll: true });
    }

    /** Brings a row into sight. */
    reveal(index: number): void {
        this.goTo(scrollTo(index, this.top, this.height, ROW));
    }

    goTo(top: number): void {
        this.top = Math.max(0, top);
        this.keepAnchor();
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        this.sizes.disconnect();
    }

    override firstUpdated(): void {
        if (this.scroller) {
            this.sizes.observe(this.scroller);
        }
    }

    private measure(): void {
        this.height = this.scroller?.clientHeight || this.height;
    }

    /** What is looked at stays where it is when rows come or go above it; at the top, new mail is what is looked at. */
    protected override willUpdate(changed: PropertyValues<this>): void {
        if (this.listing !== this.list.listing) {
            this.listing = this.list.listing;
            this.top = 0;
            this.anchor = null;
        } else if (changed.has('version') && this.anchor !== null && this.top > 0) {
            const index = this.list.rows.indexOf(this.anchor.id);
            if (index >= 0 && index !== this.anchor.index) {
                this.top = index * ROW + this.anchor.into;
            }
        }
        this.top = Math.max(0, Math.min(this.top, this.list.rows.length * ROW - this.height));
    }

    protected override updated(): void {
        const scroller = this.scroller;
        if (scroller && Math.abs(scroller.scrollTop - this.top) >= 1) {
            scroller.scrollTop = this.top;
        }
        this.keepAnchor();
        const window = this.window();
        if (window.first !== this.shown.first || window.last !== this.shown.last) {
            this.shown = window;
            this.fire('window-shown', window);
        }
    }

    private window(): Window {
        return windowOf(this.top, this.height, ROW, this.list.rows.length, OVERSCAN);
    }

    private keepAnchor(): void {
        const index = Math.floor(this.top / ROW);
        const id = this.list.rows.at(index);
        this.anchor = id === 0 ? null : { id, index, into: this.top - index * ROW };
    }

    private readonly scrolled = (): void => {
        this.top = this.scroller?.scrollTop ?? 0;
        this.keepAnchor();
    };

    private fire<T>(name: string, detail: T): void {
        this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    }

    /** The box must not take the focus from the grid, nor Shift mark text. */
    private readonly pressed = (event: MouseEvent): void => {
        if (event.button === 0 && (event.shiftKey || (event.target as Element).closest('.cell-check'))) {
            event.preventDefault();
            this.focusRows();
        }
    };

    private readonly clicked = (event: MouseEvent): void => {
        const target = event.target as Element;
        const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? -1);
        const id = this.list.rows.at(index);
        if (id === 0) {
            return;
        }
        const toggles = event.ctrlKey || event.metaKey || target.closest('.cell-check') !== null;
        this.fire<RowClick>('row-click', { id, index, how: event.shiftKey ? 'range' : toggles ? 'toggle' : 'open' });
    };

    private readonly keyed = (event: KeyboardEvent): void => {
        const page = Math.max(1, Math.floor(this.height / ROW) - 1);
        const last = this.list.rows.length - 1;
        const to: Record<string, number> = { Home: 0, End: last, PageUp: this.focusIndex - page, PageDown: this.focusIndex + page };
        const index = to[event.key];
        if (index !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey) {
            event.preventDefault();
            this.fire('row-key', Math.max(0, Math.min(index, last)));
        } else if (event.key === ' ') {
            event.preventDefault();
            const id = this.list.rows.at(this.focusIndex);
            if (id !== 0) {
                this.fire<RowClick>('row-click', { id, index: this.focusIndex, how: event.shiftKey ? 'range' : 'toggle' });
            }
        }
    };

    private row(index: number): TemplateResult {
        const message = this.list.row(index);
        const current = index === this.focusIndex ? ' current' : '';
        if (message === undefined) {
            return html`<div role="row" class="row loading${current}" id="row-at-${index}" aria-rowindex=${index + 1}>
                <div role="gridcell" class="cell-text"><span class="vh">Loading</span><span class="skeleton"></span><span class="skeleton"></span></div>
            </div>`;
        }
        const selected = this.selected(message);
        const from = senderName(message.from);
        const subject = subjectOf(message.subject);
        const css = `${message.seen ? '' : ' unread'}${selected ? ' selected' : ''}${message.id === this.openId ? ' open' : ''}${current}`;
        return html`<div role="row" class="row${css}" id="row-${message.id}" data-index=${index} aria-rowindex=${index + 1} aria-selected=${selected}>
            <div role="gridcell" class="cell-check">
                <input type="checkbox" tabindex="-1" .checked=${live(selected)} aria-label="Select ${subject} from ${from}">
            </div>
            <div role="gridcell" class="cell-text">
                ${message.seen ? nothing : html`<span class="vh">Unread</span>`}
                <span class="row-from" title=${message.from}><bdi>${from}</bdi></span>
                <span class="row-subject" title=${subject}><bdi>${subject}</bdi></span>
            </div>
            <div role="gridcell" class="cell-side">
                <time datetime=${message.date} title=${exactTime(message.date)}>${listDate(message.date)}</time>
                ${syncBadge(message.sync)}
            </div>
        </div>`;
    }

    override render() {
        const { first, last } = this.window();
        const total = this.list.rows.length;
        const indexes = Array.from({ length: last - first }, (_, i) => first + i);
        const id = this.list.rows.at(this.focusIndex);
        const inSight = this.focusIndex >= first && this.focusIndex < last;
        const active = inSight ? (this.list.row(this.focusIndex) ? `row-${id}` : `row-at-${this.focusIndex}`) : nothing;
        return html`<div class="rows" role="grid" tabindex="0" aria-label=${this.label} aria-multiselectable="true"
            aria-rowcount=${this.list.searching && this.list.hasMore ? -1 : total} aria-activedescendant=${active}
            @scroll=${this.scrolled} @mousedown=${this.pressed} @click=${this.clicked} @keydown=${this.keyed}>
            <div class="rows-all" .style=${`height:${total * ROW}px`}>
                <div class="rows-window" .style=${`transform:translateY(${first * ROW}px)`}>
                    ${repeat(
                        indexes,
                        index => this.list.rows.at(index) || `at ${index}`,
                        index => this.row(index),
                    )}
                </div>
            </div>
        </div>`;
    }
}
customElements.define('message-list', MessageList);
