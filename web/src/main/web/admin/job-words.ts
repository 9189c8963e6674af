import { count, plural } from '../shared/format.ts';
import type { Job, Verdict } from '../shared/types.ts';

const DONE = { retry: 'queued', discard: 'discarded' } as const;
const DOING = { retry: 'Retrying', discard: 'Discarding' } as const;

/** "35 queued, 2 skipped: changed meanwhile". */
export function resultWords(action: 'retry' | 'discard', verdict: Pick<Verdict, 'changed' | 'skipped'>): string {
    const done = `${count(verdict.changed)} ${DONE[action]}`;
    return verdict.skipped > 0 ? `${done}, ${count(verdict.skipped)} skipped: changed meanwhile` : done;
}

export function jobTitle(job: Pick<Job, 'action' | 'total' | 'state'>): string {
    const what = plural(job.total, 'change');
    return job.state === 'running' ? `${DOING[job.action]} ${what}` : `${job.action === 'retry' ? 'Retry' : 'Discard'} ${what}`;
}

export function jobWords(job: Job): string {
    const result = resultWords(job.action, job);
    switch (job.state) {
        case 'running':
            return `${count(job.done)} of ${count(job.total)} · ${result}`;
        case 'cancelled':
            return `Cancelled after ${count(job.done)} of ${count(job.total)}: ${result}`;
        case 'failed':
            return `Stopped after ${count(job.done)} of ${count(job.total)}: ${result}. ${job.error ?? ''}`.trim();
        case 'done':
            return result;
    }
}
