import { html, nothing, type TemplateResult } from 'lit';
import { ago, exactTime } from '../shared/format.ts';
import { icon, type IconName } from '../shared/icons.ts';
import type { Resource } from './resource.ts';

/** "4 minutes ago", with the exact time where one points at it; screen readers get both. */
export function moment(iso: string | null): TemplateResult | string {
    return iso === null ? '–' : html`<time datetime=${iso} title=${exactTime(iso)}>${ago(iso)}</time>`;
}

/** "in 20 seconds"; what should have begun already is due. */
export function upcoming(iso: string | null): TemplateResult | string {
    return iso !== null && Date.parse(iso) <= Date.now() ? html`<time datetime=${iso} title=${exactTime(iso)}>due now</time>` : moment(iso);
}

export function empty(name: IconName, title: string, text: TemplateResult | string = '', action: TemplateResult | typeof nothing = nothing) {
    return html`<div class="empty">${icon(name)}<p><strong>${title}</strong></p>${text ? html`<p>${text}</p>` : nothing}${action}</div>`;
}

export function skeleton(rows: number, css = ''): TemplateResult {
    return html`<div class="skeletons ${css}" role="status"><span class="vh">Loading</span>${Array.from(
        { length: rows },
        () => html`<div class="skeleton"></div>`,
    )}</div>`;
}

/**
 * Why something cannot be shown, or shows how it was; with a way to ask again. Nothing, while all is well, and where the page has
 * said the same about itself already, or asks to sign in.
 */
export function trouble(what: string, resource: Resource<unknown>, page: Resource<unknown> | null = null): TemplateResult | typeof nothing {
    const problem = resource.problem;
    const old = resource.data !== null;
    if (problem === null || problem.status === 401 || (old && (problem.offline || problem.message === page?.problem?.message))) {
        return nothing;
    }
    return html`<div class="notice ${old ? 'wait' : 'bad'}" role="alert">
        ${icon(problem.offline ? 'offline' : 'warning')}
        <span class="grow"><strong>${old ? `${what} may be out of date` : `${what} cannot be shown`}.</strong> ${problem.message}</span>
        <button type="button" ?disabled=${resource.loading} @click=${() => void resource.now()}>${icon('retry')}Try again</button>
    </div>`;
}
