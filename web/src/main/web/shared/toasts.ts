import { html, nothing } from 'lit';
import { icon } from './icons.ts';
import { LightElement } from './light-element.ts';

export type Toast = {
    text: string;
    tone?: 'plain' | 'bad';
    /** What can be done about it, for example undo; the toast goes when it is done. */
    action?: { label: string; key?: string; run: () => void };
    /** 10 s for those with an action or of bad news, else 5 s. */
    ms?: number;
};

type Shown = Toast & { id: number };

/**
 * Short news at the bottom of the page. One polite live region; nothing goes while it is hovered or has the focus, and the
 * newest replaces an older one that offers an action, because only the latest can be undone.
 */
export class ToastHost extends LightElement {
    static override properties = { shown: { state: true } };
    declare shown: Shown[];
    private lastId = 0;
    private held = false;
    private readonly expired = new Set<number>();

    constructor() {
        super();
        this.shown = [];
    }

    /** @returns takes the toast away again */
    show(toast: Toast): () => void {
        const id = ++this.lastId;
        const kept = toast.action ? this.shown.filter(other => !other.action) : this.shown;
        this.shown = [...kept.slice(-2), { ...toast, id }];
        const ms = toast.ms ?? (toast.action || toast.tone === 'bad' ? 10_000 : 5_000);
        setTimeout(() => this.expire(id), ms);
        return () => this.take(id);
    }

    private expire(id: number): void {
        if (this.held) {
            this.expired.add(id);
        } else {
            this.take(id);
        }
    }

    private take(id: number): void {
        this.shown = this.shown.filter(toast => toast.id !== id);
        if (this.shown.length === 0) {
            this.held = false;
        }
    }

    private readonly hold = (): void => {
        this.held = true;
    };

    private readonly release = (): void => {
        this.held = false;
        this.expired.forEach(id => this.take(id));
        this.expired.clear();
    };

    override render() {
        return html`<div class="toasts" role="status" aria-live="polite" aria-relevant="additions"
            @pointerenter=${this.hold} @pointerleave=${this.release} @focusin=${this.hold} @focusout=${this.release}>
            ${this.shown.map(
                toast => html`<div class="toast ${toast.tone ?? 'plain'}">
                    ${toast.tone === 'bad' ? icon('warning') : nothing}
                    <span>${toast.text}</span>
                    ${
                        toast.action
                            ? html`<button type="button" class="toast-action" @click=${() => {
                                  this.take(toast.id);
                                  toast.action?.run();
                              }}>${toast.action.label}${toast.action.key ? html` <kbd>${toast.action.key}</kbd>` : nothing}</button>`
                            : nothing
                    }
                    <button type="button" class="plain icon-only" aria-label="Dismiss" @click=${() => this.take(toast.id)}>${icon('close')}</button>
                </div>`,
            )}
        </div>`;
    }
}
customElements.define('toast-host', ToastHost);

/** Shows a toast in the page's host. */
export function toast(news: Toast): () => void {
    const host = document.querySelector('toast-host');
    return host instanceof ToastHost ? host.show(news) : () => undefined;
}
