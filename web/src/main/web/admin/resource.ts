import { ApiProblem } from '../shared/api.ts';
import { Pace } from './pace.ts';

/** Something the server tells, as it was when it was asked last. What was known stays shown while it is asked again, or cannot be. */
export class Resource<T> {
    data: T | null = null;
    problem: ApiProblem | null = null;
    loading = false;
    private asked = 0;
    private readonly pace: Pace;
    private readonly read: () => Promise<T>;
    private readonly changed: () => void;

    constructor(read: () => Promise<T>, changed: () => void, everyMs = 1_000) {
        this.read = read;
        this.changed = changed;
        this.pace = new Pace(() => this.now(), everyMs);
    }

    /** Soon, and not too often: for events. */
    ask(): void {
        this.pace.ask();
    }

    set resting(resting: boolean) {
        this.pace.resting = resting;
    }

    /** At once: for what somebody did. An answer that a later question has overtaken is dropped. */
    async now(): Promise<void> {
        const number = ++this.asked;
        this.loading = true;
        this.changed();
        try {
            const data = await this.read();
            if (number === this.asked) {
                this.data = data;
                this.problem = null;
            }
        } catch (e) {
            if (number === this.asked) {
                this.problem = e instanceof ApiProblem ? e : new ApiProblem(0, 'internal', String(e));
            }
        } finally {
            if (number === this.asked) {
                this.loading = false;
                this.changed();
            }
        }
    }

    forget(): void {
        this.asked++;
        this.data = null;
        this.problem = null;
        this.loading = false;
    }
}
