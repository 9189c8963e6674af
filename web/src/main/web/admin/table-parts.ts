import { html, nothing, type TemplateResult } from 'lit';
import { count } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import { hasNext, pages, pageWords, type PageOf } from './paging.ts';
import { SIZES, type Direction } from './route.ts';

/** A header that orders its column. The arrow shows on the column that is ordered by, the word is the browser's own. */
export function sortHeader<S extends string>(
    title: string,
    sort: S | undefined,
    now: { sort: S; dir: Direction },
    change: (sort: S) => void,
    css = '',
): TemplateResult {
    if (sort === undefined) {
        return html`<th scope="col" role="columnheader" class=${css}>${title}</th>`;
    }
    const here = now.sort === sort;
    const order = here ? (now.dir === 'asc' ? 'ascending' : 'descending') : 'none';
    return html`<th scope="col" role="columnheader" class=${css} aria-sort=${order}>
        <button type="button" class="sort" @click=${() => change(sort)}>${title}<span class="arrow" aria-hidden="true">${here ? (now.dir === 'asc' ? '▲' : '▼') : ''}</span></button>
    </th>`;
}

export function pager(of: PageOf, shown: number, one: string, go: (page: number) => void, resize: (size: number) => void): TemplateResult {
    const step = (by: 1 | -1, possible: boolean) => () => {
        if (possible) {
            go(of.page + by);
        }
    };
    const [before, after] = [of.page > 1, hasNext(of, shown)];
    // Not `disabled`, which would take the focus from whoever has just come to the end.
    return html`<nav class="pager" aria-label="Pages">
        <button type="button" aria-disabled=${!before} @click=${step(-1, before)}>${icon('back')}Previous</button>
        <span class="page-words" role="status">${pageWords(of, one)}</span>
        <button type="button" aria-disabled=${!after} @click=${step(1, after)}>Next${icon('next')}</button>
        ${of.page < pages(of) && !of.capped && pages(of) > 2 ? html`<button type="button" class="plain" @click=${() => go(pages(of))}>Last page</button>` : nothing}
        <label class="page-size">
            <span>Rows</span>
            <select @change=${(event: Event) => resize(Number((event.target as HTMLSelectElement).value))}>
                ${SIZES.map(size => html`<option value=${size} .selected=${size === of.size}>${count(size)}</option>`)}
            </select>
        </label>
    </nav>`;
}
