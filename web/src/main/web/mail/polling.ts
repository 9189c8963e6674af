import type { MailEvents } from './mail-events.ts';

const POLL_MS = 20_000;
/** Everything is read again after so many polls; what waits for its provider at every one. */
const POLLS_CUT = 3;
const POLLS_LIVE = 15;

/** Looks again by itself, for what no event tells: while the stream is cut, and where another node did the work. */
export class Polling {
    private timer: ReturnType<typeof setInterval> | undefined;
    private polls = 0;
    private readonly events: MailEvents;
    private readonly live: () => boolean;

    constructor(events: MailEvents, live: () => boolean) {
        this.events = events;
        this.live = live;
    }

    start(): void {
        this.stop();
        this.timer = setInterval(() => this.poll(), POLL_MS);
    }

    stop(): void {
        clearInterval(this.timer);
        this.polls = 0;
    }

    private poll(): void {
        if (document.hidden) {
            return;
        }
        if (++this.polls % (this.live() ? POLLS_LIVE : POLLS_CUT) === 0) {
            this.events.refresh();
        } else {
            this.events.lookAgain();
        }
    }
}
