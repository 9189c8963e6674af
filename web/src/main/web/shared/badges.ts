import { html, type TemplateResult } from 'lit';
import { icon, type IconName } from './icons.ts';
import type { LiveState } from './live.ts';

export type Tone = 'ok' | 'wait' | 'bad' | 'quiet';

/** An icon and a word; colour is never alone in telling a state. */
export function badge(tone: Tone, name: IconName, word: string, title = ''): TemplateResult {
    return html`<span class="badge ${tone}" title=${title}>${icon(name)}<span class="badge-word">${word}</span></span>`;
}

/** Whether a message is at the provider: loud while it is not, a quiet tick once it is. */
export function syncBadge(sync: 'synced' | 'pending' | 'failed'): TemplateResult {
    switch (sync) {
        case 'pending':
            return badge('wait', 'clock', 'Pending', 'On its way to the mail server');
        case 'failed':
            return badge('bad', 'warning', 'Failed', 'Not saved at the mail server');
        case 'synced':
            return html`<span class="synced" title="Saved at the mail server">${icon('check')}<span class="vh">Synced</span></span>`;
    }
}

const LIVE: Record<LiveState, [word: string, title: string]> = {
    connecting: ['Connecting', 'Connecting to the server'],
    live: ['Live', 'Changes show by themselves'],
    reconnecting: ['Reconnecting', 'The connection was cut and is being made again'],
    offline: ['Offline', 'The server cannot be reached; click to try again'],
};

export function liveBadge(state: LiveState, retry: () => void): TemplateResult {
    const [word, title] = LIVE[state];
    const body = html`<span class="dot" aria-hidden="true"></span><span class="live-word">${word}</span>`;
    return html`<span class="live ${state}" role="status" title=${title}>
        ${state === 'offline' ? html`<button class="plain" type="button" @click=${retry}>${body}<span class="vh">, try again</span></button>` : body}
    </span>`;
}
