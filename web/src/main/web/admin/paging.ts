import { count, plural } from '../shared/format.ts';

/** The server enters a list no deeper. */
const DEEPEST = 10_000;

export type PageOf = { page: number; size: number; total: number; capped: boolean };

export function pages(of: Pick<PageOf, 'size' | 'total'>): number {
    return Math.max(1, Math.ceil(of.total / of.size));
}

export function offset(page: number, size: number): number {
    return Math.min((page - 1) * size, DEEPEST);
}

/** The page to show: a page beyond the end, which a list that shrank leaves behind, becomes the last one. */
export function within(of: PageOf): number {
    return of.capped ? of.page : Math.min(of.page, pages(of));
}

/** Beyond the count's bound the list goes on, so a full page may be followed by another. */
export function hasNext(of: PageOf, shown: number): boolean {
    return of.page * of.size <= DEEPEST && (of.page < pages(of) || (of.capped && shown === of.size));
}

/** "71 changes", "more than 10,000 changes". */
export function totalWords(total: number, capped: boolean, one: string): string {
    return capped ? `more than ${count(total)} ${one}s` : plural(total, one);
}

/** "Page 1 of 3 · 71 changes", "Page 1 · more than 10,000 changes". */
export function pageWords(of: PageOf, one: string): string {
    const words = totalWords(of.total, of.capped, one);
    return of.capped ? `Page ${count(of.page)} · ${words}` : `Page ${count(of.page)} of ${count(pages(of))} · ${words}`;
}
