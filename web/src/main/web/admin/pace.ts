type Timer = { later: (run: () => void, ms: number) => unknown; now: () => number };

const PAGE: Timer = { later: (run, ms) => setTimeout(run, ms), now: () => performance.now() };

/**
 * Runs a task when asked, but at most once in an interval, never twice at the same time, and not while it rests. Whatever is
 * asked for meanwhile is one run afterwards, so a thousand events are one look.
 */
export class Pace {
    private last = Number.NEGATIVE_INFINITY;
    private running = false;
    private asked = false;
    private planned = false;
    private restingNow = false;
    private readonly task: () => Promise<void>;
    private readonly everyMs: number;
    private readonly timer: Timer;

    constructor(task: () => Promise<void>, everyMs: number, timer: Timer = PAGE) {
        this.task = task;
        this.everyMs = everyMs;
        this.timer = timer;
    }

    ask(): void {
        this.asked = true;
        this.plan();
    }

    set resting(resting: boolean) {
        this.restingNow = resting;
        if (!resting && this.asked) {
            this.plan();
        }
    }

    private plan(): void {
        if (this.planned || this.running || this.restingNow) {
            return;
        }
        this.planned = true;
        this.timer.later(() => void this.run(), Math.max(0, this.last + this.everyMs - this.timer.now()));
    }

    private async run(): Promise<void> {
        this.planned = false;
        if (this.restingNow || this.running) {
            return;
        }
        this.asked = false;
        this.running = true;
        this.last = this.timer.now();
        try {
            await this.task();
        } finally {
            this.running = false;
            if (this.asked) {
                this.plan();
            }
        }
    }
}
