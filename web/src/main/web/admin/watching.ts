import type { PropertyValues } from 'lit';
import { LightElement } from '../shared/light-element.ts';
import type { AdminStore } from './admin-store.ts';

/**
 * A part of the console: drawn again whenever the store has news. A button that its own press takes away, or a row that goes,
 * leaves the focus to what stands in its place: elements with `data-row` are such rows.
 */
export abstract class StorePart extends LightElement {
    static override properties = { store: { attribute: false } };
    declare store: AdminStore;
    private end: () => void = () => undefined;
    private focused: { row: string; index: number } | null = null;

    override connectedCallback(): void {
        super.connectedCallback();
        queueMicrotask(() => {
            this.end();
            if (this.isConnected && this.store !== undefined) {
                this.end = this.store.listen(() => this.requestUpdate());
            }
        });
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        this.end();
    }

    /** The row that has the focus. */
    protected get focusedRow(): HTMLElement | null {
        const active = document.activeElement;
        const row = active !== null && this.contains(active) ? active.closest('[data-row]') : null;
        return row instanceof HTMLElement ? row : null;
    }

    protected get rowElements(): HTMLElement[] {
        return [...this.querySelectorAll<HTMLElement>('[data-row]')];
    }

    protected override willUpdate(changed: PropertyValues): void {
        super.willUpdate(changed);
        const row = this.focusedRow;
        this.focused = row === null ? null : { row: row.dataset['row'] ?? '', index: this.rowElements.indexOf(row) };
    }

    protected override updated(changed: PropertyValues): void {
        super.updated(changed);
        const { focused } = this;
        if (focused !== null && (document.activeElement === null || document.activeElement === document.body)) {
            const rows = this.rowElements;
            const next = rows.find(row => row.dataset['row'] === focused.row) ?? rows[Math.min(focused.index, rows.length - 1)];
            (next?.querySelector<HTMLElement>('.row-link, .act button, button, a') ?? this.querySelector<HTMLElement>('h2[tabindex]'))?.focus();
        }
    }
}
