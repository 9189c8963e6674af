import { address, session, ApiProblem } from './api.ts';
import { retryDelay } from './backoff.ts';
import type { ServerEvent } from './types.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';

const TYPES = ['hello', 'resync', 'operations', 'mail', 'account', 'job'] as const;
const HIDDEN_MS = 20_000;
const OFFLINE_AFTER = 3;
/** Heartbeats come every 15 s, but EventSource does not show comments; so an open stream is trusted until it errs. */
const RECHECK_MS = 60_000;

/**
 * The server's events, for as long as the page can be seen. A browser has six connections to a host over HTTP/1.1, so a tab
 * that is hidden for a while gives its stream back, and gets a resync when it is looked at again.
 */
export class Live {
    state: LiveState = 'connecting';
    private source: EventSource | null = null;
    private failures = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private hideTimer: ReturnType<typeof setTimeout> | undefined;
    private missed = false;
    private running = false;
    private readonly scope: 'own' | 'all';
    private readonly onEvent: (event: ServerEvent) => void;
    private readonly onState: (state: LiveState) => void;

    constructor(scope: 'own' | 'all', onEvent: (event: ServerEvent) => void, onState: (state: LiveState) => void) {
        this.scope = scope;
        this.onEvent = onEvent;
        this.onState = onState;
    }

    start(): void {
        if (this.running) {
            return;
        }
        this.running = true;
        document.addEventListener('visibilitychange', this.visibilityChanged);
        addEventListener('online', this.retryNow);
        addEventListener('offline', this.wentOffline);
        this.connect();
    }

    stop(): void {
        this.running = false;
        document.removeEventListener('visibilitychange', this.visibilityChanged);
        removeEventListener('online', this.retryNow);
        removeEventListener('offline', this.wentOffline);
        clearTimeout(this.timer);
        clearTimeout(this.hideTimer);
        this.close();
    }

    /** Connects at once instead of waiting for the next try. */
    readonly retryNow = (): void => {
        if (this.running && !document.hidden && this.state !== 'live') {
            clearTimeout(this.timer);
            this.close();
            this.connect();
        }
    };

    private readonly wentOffline = (): void => this.become('offline');

    private readonly visibilityChanged = (): void => {
        clearTimeout(this.hideTimer);
        if (document.hidden) {
            this.hideTimer = setTimeout(() => {
                clearTimeout(this.timer);
                this.close();
                this.missed = true;
            }, HIDDEN_MS);
        } else if (this.source === null) {
            clearTimeout(this.timer);
            this.connect();
        }
    };

    private connect(): void {
        const source = new EventSource(address('events', this.scope === 'all' ? { scope: 'all' } : {}));
        this.source = source;
        for (const type of TYPES) {
            source.addEventListener(type, event => this.received(type, (event as MessageEvent<string>).data));
        }
        source.addEventListener('error', () => this.failed(source));
    }

    private received(type: (typeof TYPES)[number], data: string): void {
        if (type === 'hello' || type === 'resync') {
            // What the page asked for while the line was cut was not answered, so the missed events alone would not do.
            const again = this.missed || type === 'resync' || this.failures > 0;
            this.failures = 0;
            this.become('live');
            this.missed = false;
            this.onEvent({ type: again ? 'resync' : 'hello' });
            return;
        }
        this.onEvent({ type, ...JSON.parse(data) } as ServerEvent);
    }

    private failed(source: EventSource): void {
        if (source !== this.source) {
            return;
        }
        this.failures++;
        this.become(this.failures >= OFFLINE_AFTER ? 'offline' : 'reconnecting');
        if (source.readyState === EventSource.CLOSED) {
            // The browser has given up, and with it the id of the last event.
            this.close();
            this.missed = true;
            this.timer = setTimeout(() => void this.tryAgain(), retryDelay(this.failures, RECHECK_MS));
        }
    }

    /** A stream that is refused does not say why; an expired session is found out by asking for it. */
    private async tryAgain(): Promise<void> {
        try {
            await session.get();
        } catch (e) {
            if (e instanceof ApiProblem && e.status === 401) {
                this.stop();
                this.onEvent({ type: 'resync' });
                return;
            }
        }
        if (this.running && this.source === null && !document.hidden) {
            this.connect();
        }
    }

    private close(): void {
        this.source?.close();
        this.source = null;
    }

    private become(state: LiveState): void {
        if (this.state !== state) {
            this.state = state;
            this.onState(state);
        }
    }
}
