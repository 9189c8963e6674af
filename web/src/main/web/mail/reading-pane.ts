import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ApiProblem, mail } from '../shared/api.ts';
import { syncBadge } from '../shared/badges.ts';
import { plural, subjectOf } from '../shared/format.ts';
import { icon, type IconName } from '../shared/icons.ts';
import { LightElement } from '../shared/light-element.ts';
import type { Account, Action, FullMessage, Message } from '../shared/types.ts';
import { addressIn, addressesIn, visible } from './addresses.ts';
import { attachments, failedNotice, pendingNotice, person, plainText, when } from './reading-parts.ts';
import { syncNotices } from './sync-notice.ts';

const NARROW = '(max-width: 899px)';
const FEW = 3;
const DECIDING_MS = 4_000;
const AGAIN_MS = 400;

/**
 * The message that is open. Given its row of the list, it loads the rest by itself. Fires `message-action`,
 * `retry-message`, `discard-message` and `close-message`.
 */
export class ReadingPane extends LightElement {
    static override properties = {
        message: { attribute: false },
        inTrash: { attribute: false },
        account: { attribute: false },
        full: { state: true },
        problem: { state: true },
        loading: { state: true },
        deciding: { state: true },
        everybody: { state: true },
    };
    declare message: Message | null;
    declare inTrash: boolean;
    /** The message's account, for what its state means to changes that wait; may be missing. */
    declare account: Account | null;
    declare full: FullMessage | null;
    declare problem: ApiProblem | null;
    declare loading: boolean;
    /** Retry or discard was asked for; until the state is another one, or nothing came of it. */
    declare deciding: boolean;
    declare everybody: boolean;
    private readonly withImages = new Set<number>();
    private request = 0;
    private again: ReturnType<typeof setTimeout> | undefined;

    constructor() {
        super();
        this.message = null;
        this.inTrash = false;
        this.account = null;
        this.full = null;
        this.problem = null;
        this.loading = false;
        this.deciding = false;
        this.everybody = false;
    }

    /** For whoever opens a message again by keyboard: into the message, instead of staying in the list. */
    async focusMessage(): Promise<void> {
        await this.updateComplete;
        this.querySelector<HTMLElement>('.reading-subject')?.focus();
    }

    override willUpdate(changed: PropertyValues<this>): void {
        if (!changed.has('message')) {
            return;
        }
        const before = changed.get('message') ?? null;
        const now = this.message;
        if (now === null || before?.id !== now.id) {
            this.full = null;
            this.problem = null;
            this.everybody = false;
            this.deciding = false;
        }
        const same = before?.id === now?.id;
        if (now !== null && (!same || before?.seen !== now.seen || before?.sync !== now.sync || this.problem !== null)) {
            void this.load(now.id);
        } else if (now !== null && now.sync !== 'synced') {
            // It may have been tried without success meanwhile, which the row alone does not tell.
            this.again ??= setTimeout(this.reload, AGAIN_MS);
        }
    }

    override updated(changed: PropertyValues<this>): void {
        const before = changed.get('message');
        if (changed.has('message') && this.message !== null && before?.id !== this.message.id) {
            this.querySelector('.reading-scroll')?.scrollTo(0, 0);
            if (matchMedia(NARROW).matches) {
                void this.focusMessage();
            }
        }
    }

    private async load(id: number): Promise<void> {
        const request = ++this.request;
        clearTimeout(this.again);
        this.again = undefined;
        this.loading = true;
        try {
            const full = await mail.open(id);
            if (request === this.request) {
                this.full = full;
                this.problem = null;
                this.deciding = false;
            }
        } catch (e) {
            if (request === this.request) {
                this.problem = e instanceof ApiProblem ? e : new ApiProblem(0, 'internal', String(e));
            }
        } finally {
            if (request === this.request) {
                this.loading = false;
            }
        }
    }

    private readonly reload = (): void => {
        if (this.message !== null) {
            void this.load(this.message.id);
        }
    };

    private fire(name: string, detail?: unknown): void {
        this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    }

    private readonly close = (): void => this.fire('close-message');

    private decide(name: 'retry-message' | 'discard-message', id: number): void {
        this.deciding = true;
        setTimeout(() => (this.deciding = false), DECIDING_MS);
        this.fire(name, id);
    }

    private tool(action: Action, name: IconName, label: string, id: number, css = 'plain'): TemplateResult {
        return html`<button type="button" class=${css} title=${label} @click=${() => this.fire('message-action', { action, ids: [id] })}>
            ${icon(name)}<span class="tool-word">${label}</span>
        </button>`;
    }

    private tools(message: Message): TemplateResult {
        const { id, seen } = message;
        return html`<div class="reading-tools" role="group" aria-label="This message">
            <button type="button" class="plain icon-only reading-back" aria-label="Back to the list" title="Back to the list" @click=${this.close}>${icon('back')}</button>
            ${seen ? this.tool('mark-unread', 'unread', 'Mark unread', id) : this.tool('mark-read', 'read', 'Mark read', id)}
            ${
                this.inTrash
                    ? [this.tool('restore', 'restore', 'Restore', id), this.tool('delete', 'trash', 'Delete forever', id, 'plain bad')]
                    : this.tool('trash', 'trash', 'Trash', id)
            }
            <span class="space"></span>
            <button type="button" class="plain icon-only reading-close" aria-label="Close the message" title="Close the message" @click=${this.close}>${icon('close')}</button>
        </div>`;
    }

    private recipients(label: string, header: string): TemplateResult | typeof nothing {
        const list = addressesIn(header);
        if (list.length === 0) {
            return nothing;
        }
        const shown = this.everybody ? list : list.slice(0, FEW);
        return html`<div><dt>${label}</dt><dd>${shown.map((one, i) => html`${i > 0 ? ', ' : nothing}<span class="person">${person(one)}</span>`)}${
            list.length > FEW
                ? html`<button type="button" class="link" aria-expanded=${this.everybody} @click=${() => (this.everybody = !this.everybody)}>
                      ${this.everybody ? 'Show fewer' : `and ${plural(list.length - FEW, 'more', 'more')}`}</button>`
                : nothing
        }</dd></div>`;
    }

    private header(message: Message, full: FullMessage | null): TemplateResult {
        return html`<header class="reading-head">
            <h2 class="reading-subject" tabindex="-1"><bdi>${visible(subjectOf(message.subject))}</bdi></h2>
            <div class="reading-from"><span class="person">${person(addressIn(message.from))}</span>
                <span class="reading-side">${when(message.date)} ${syncBadge(message.sync)}</span></div>
            ${full === null ? nothing : html`<dl class="recipients">${this.recipients('to', full.to)}${this.recipients('cc', full.cc)}</dl>`}
        </header>`;
    }

    private notices(full: FullMessage): TemplateResult | typeof nothing {
        const notices = syncNotices(full.operations);
        const server = this.account?.host ?? 'the mail server';
        const [first] = notices;
        if (first === undefined) {
            return nothing;
        }
        return first.state === 'failed'
            ? html`${notices.map(notice =>
                  failedNotice(notice, server, () => this.decide('retry-message', full.id), () => this.decide('discard-message', full.id), this.deciding),
              )}`
            : pendingNotice(notices, server, this.account);
    }

    private imagesNotice(full: FullMessage): TemplateResult | typeof nothing {
        if (!full.hasHtml || !full.imagesBlocked || this.withImages.has(full.id)) {
            return nothing;
        }
        return html`<div class="notice">${icon('image')}<span>Images from elsewhere are not shown, because loading them tells the sender that you read this.</span>
            <button type="button" @click=${() => {
                this.withImages.add(full.id);
                this.requestUpdate();
                void this.focusMessage();
            }}>Show images</button>
        </div>`;
    }

    private body(full: FullMessage): TemplateResult {
        if (full.contentProblem !== null) {
            return html`<div class="empty reading-problem" role="alert">${icon('offline')}
                <p>The text of this message cannot be shown right now: it is at the mail server only, and was not opened here before.</p>
                <p class="server-said">${full.contentProblem}</p>
                <button type="button" ?disabled=${this.loading} @click=${this.reload}>${icon('retry')}Try again</button>
            </div>`;
        }
        const incomplete = full.complete
            ? nothing
            : html`<div class="notice wait">${icon('warning')}<span>This message is too large or too deeply nested to be shown in full. What is missing can be read with another mail program.</span></div>`;
        return html`${incomplete}${this.imagesNotice(full)}${full.hasHtml ? this.frame(full) : this.text(full)}`;
    }

    /** A frame of its own for each address: one that is led elsewhere would fill the browser's history. */
    private frame(full: FullMessage): TemplateResult {
        const src = mail.bodyAddress(full.id, this.withImages.has(full.id));
        return html`${keyed(
            src,
            html`<iframe class="mail-frame" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"
                title="Text of the message ${visible(subjectOf(full.subject))}" src=${src}></iframe>`,
        )}`;
    }

    private text(full: FullMessage): TemplateResult {
        return full.text === null || full.text.trim() === '' ? html`<p class="no-text">This message has no text.</p>` : plainText(full.text);
    }

    private refused(problem: ApiProblem): TemplateResult {
        const gone = problem.status === 404 || problem.status === 410;
        return html`<div class="empty reading-problem" role="alert">${icon(gone ? 'trash' : 'offline')}
            <p>${gone ? 'This message is not here any more. It was deleted or moved by another program.' : problem.message}</p>
            ${
                gone
                    ? html`<button type="button" @click=${this.close}>Back to the list</button>`
                    : html`<button type="button" ?disabled=${this.loading} @click=${this.reload}>${icon('retry')}Try again</button>`
            }
        </div>`;
    }

    private waiting(): TemplateResult {
        return html`<div class="reading-skeleton" role="status">
            <span class="vh">Loading the message</span>
            ${Array.from({ length: 6 }, () => html`<div class="skeleton"></div>`)}
        </div>`;
    }

    private nothingOpen(): TemplateResult {
        return html`<div class="empty reading-empty">
            ${icon('unread')}
            <p>Select a message to read it</p>
            <dl class="key-hints">
                <div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next, previous</dd></div>
                <div><dt><kbd>Enter</kbd></dt><dd>open</dd></div>
                <div><dt><kbd>x</kbd></dt><dd>select</dd></div>
                <div><dt><kbd>?</kbd></dt><dd>all shortcuts</dd></div>
            </dl>
        </div>`;
    }

    override render(): TemplateResult {
        const message = this.message;
        if (message === null) {
            return this.nothingOpen();
        }
        const full = this.full?.id === message.id ? this.full : null;
        const content = full !== null ? this.body(full) : this.problem !== null ? this.refused(this.problem) : this.waiting();
        return html`${this.tools(message)}
            <article class="reading-scroll" aria-label="Message" tabindex="0">
                ${this.header(message, full)}
                ${full === null ? nothing : html`<div class="reading-notices">${this.notices(full)}</div>${attachments(full.id, full.attachments)}`}
                <div class="reading-body">${content}</div>
            </article>`;
    }
}
customElements.define('reading-pane', ReadingPane);
