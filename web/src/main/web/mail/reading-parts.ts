import { html, nothing, type TemplateResult } from 'lit';
import { mail } from '../shared/api.ts';
import { ago, clockTime, exactTime, reasonWords, size } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import type { Account, Attachment } from '../shared/types.ts';
import { visible, type Address } from './addresses.ts';
import { attachmentKind } from './attachment-kind.ts';
import { textBlocks } from './plain-text.ts';
import { whyWaiting, type SyncNotice } from './sync-notice.ts';

/** Name and address, each kept from turning the writing of the other around. */
export function person({ name, address }: Address): TemplateResult {
    return name === ''
        ? html`<bdi class="person-name">${address || '(no address)'}</bdi>`
        : html`<bdi class="person-name">${name}</bdi> <bdi class="person-address">&lt;${address}&gt;</bdi>`;
}

export function when(date: string): TemplateResult {
    return html`<time datetime=${date} title="${exactTime(date)}, ${ago(date)}">${exactTime(date)}</time>`;
}

export function attachments(messageId: number, list: readonly Attachment[]): TemplateResult | typeof nothing {
    if (list.length === 0) {
        return nothing;
    }
    return html`<section class="attachments" aria-label="Attachments">
        <ul role="list">${list.map(attachment => {
            const kind = attachmentKind(attachment.type);
            const name = visible(attachment.name) || 'Unnamed';
            return html`<li><a class="attachment" href=${mail.attachmentAddress(messageId, attachment.part)} download=${name} title="Save ${name} (${attachment.type})">
                ${icon(kind.icon)}
                <span><bdi class="attachment-name">${name}</bdi><small>${kind.words}, ${size(attachment.size)}</small></span>
                ${icon('download')}
            </a></li>`;
        })}</ul>
    </section>`;
}

export function plainText(text: string): TemplateResult {
    return html`<div class="mail-text" dir="auto">${textBlocks(text).map(
        block => html`<div class=${block.quote > 0 ? `quote quote-${block.quote}` : 'own'}>${block.parts.map(part =>
            part.href === null
                ? part.text
                : html`<a href=${part.href} target="_blank" rel="noopener noreferrer nofollow">${part.text}</a>`,
        )}</div>`,
    )}</div>`;
}

export function failedNotice(notice: SyncNotice, server: string, retry: () => void, discard: () => void, busy: boolean): TemplateResult {
    const { operation } = notice;
    return html`<section class="sync-notice notice bad" aria-label="Failed change">
        <div class="sync-words">
            <h3>${icon('warning')}${notice.title} at ${server}</h3>
            <p>${operation.errorClass === null ? 'The server gave no reason.' : `${reasonWords(operation.errorClass)}.`}
                ${operation.lastAttempt === null ? nothing : html`Last tried <time datetime=${operation.lastAttempt} title=${exactTime(operation.lastAttempt)}>${ago(operation.lastAttempt)}</time>.`}</p>
            ${operation.lastError === null ? nothing : html`<p class="server-said"><span class="vh">The server said: </span>${operation.lastError}</p>`}
            <p class="hint">Retry sends it again. Discard shows the message as the mail server has it.</p>
        </div>
        <div class="buttons">
            <button type="button" ?disabled=${busy} @click=${retry}>${icon('retry')}Retry</button>
            <button type="button" class="danger" ?disabled=${busy} @click=${discard}>Discard</button>
        </div>
    </section>`;
}

export function pendingNotice(notices: readonly SyncNotice[], server: string, account: Account | null): TemplateResult {
    const why = whyWaiting(account);
    const reasons = notices.map(({ title, operation }) => {
        const next = operation.notBefore;
        const retried = operation.lastError !== null || operation.errorClass !== null;
        const cause = operation.errorClass === null ? 'the last try failed' : reasonWords(operation.errorClass).toLowerCase();
        return html`<li>${title}; ${operation.inFlight ? 'being sent to' : 'on its way to'} ${server}.
            ${
                retried
                    ? html`Waits: ${cause}. ${next === null ? nothing : html`Next try <time datetime=${next} title=${exactTime(next)}>at ${clockTime(next)}</time>.`}
                          ${operation.lastError === null ? nothing : html`<span class="server-said"><span class="vh">The server said: </span>${operation.lastError}</span>`}`
                    : nothing
            }</li>`;
    });
    return html`<section class="sync-notice notice ${why === null ? '' : 'wait'}" aria-label="Changes on their way">
        ${icon('clock')}
        <div class="sync-words">
            <ul role="list">${reasons}</ul>
            ${why === null ? nothing : html`<p>${why}; the change is kept and sent as soon as it can be.${account?.stateReason ? html` <span class="server-said">${account.stateReason}</span>` : nothing}</p>`}
        </div>
    </section>`;
}
