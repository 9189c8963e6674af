import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { badge } from '../shared/badges.ts';
import { plural } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import type { Job } from '../shared/types.ts';
import { cancelJob } from './actions.ts';
import { jobTitle, jobWords } from './job-words.ts';
import { moment, trouble } from './states.ts';
import { StorePart } from './watching.ts';

/** Bulk jobs: those that run, with their progress, and what became of the others. */
export class BulkJobs extends StorePart {
    override render() {
        const { jobs } = this.store;
        const running = this.store.runningJobs;
        const over = (jobs.data ?? []).filter(job => job.state !== 'running');
        const problem = trouble('This list', jobs, this.store.status);
        if (problem === nothing && running.length + over.length === 0) {
            return nothing;
        }
        return html`<section class="panel jobs" aria-labelledby="jobs-title">
            <h2 id="jobs-title">Bulk jobs</h2>
            ${problem} ${repeat(running, job => job.id, job => this.progress(job))}
            ${
                over.length === 0
                    ? nothing
                    : html`<details class="past"><summary>${plural(over.length, 'recent job')}: ${latest(over[0])}</summary>
                          <ul class="job-list">${over.map(job => this.past(job))}</ul></details>`
            }
        </section>`;
    }

    private progress(job: Job) {
        return html`<div class="job-running" data-job=${job.id}>
            <label for="job-${job.id}"><strong>${jobTitle(job)}</strong> ${filterHint(job)}</label>
            <progress id="job-${job.id}" max=${Math.max(1, job.total)} .value=${job.done}></progress>
            <span class="job-words" role="status">${jobWords(job)}</span>
            <button type="button" @click=${() => void cancelJob(this.store, job.id)}>${icon('close')}Cancel<span class="vh"> ${jobTitle(job)}</span></button>
        </div>`;
    }

    private past(job: Job) {
        return html`<li>
            ${job.state === 'done' ? badge('ok', 'check', 'Done') : job.state === 'failed' ? badge('bad', 'warning', 'Stopped') : badge('quiet', 'close', 'Cancelled')}
            <span class="grow"><strong>${jobTitle(job)}</strong> ${filterHint(job)}<br>${jobWords(job)}</span>
            <span class="hint">${job.createdBy}, ${moment(job.finishedAt ?? job.createdAt)}</span>
        </li>`;
    }
}
customElements.define('bulk-jobs', BulkJobs);

function latest(job: Job | undefined): string {
    return job === undefined ? '' : `${jobTitle(job)}, ${jobWords(job)}`;
}

function filterHint(job: Job) {
    return job.filter ? html`<span class="hint">(${job.filter})</span>` : nothing;
}
