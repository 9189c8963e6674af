/** The rows of a long list that are worth rendering. `first` inclusive, `last` exclusive. */
export type Window = { first: number; last: number };

export function windowOf(scrollTop: number, height: number, rowHeight: number, total: number, overscan: number): Window {
    const top = Math.max(0, Math.floor(scrollTop / rowHeight));
    const visible = Math.ceil(height / rowHeight) + 1;
    return {
        first: Math.max(0, Math.min(top - overscan, total)),
        last: Math.max(0, Math.min(top + visible + overscan, total)),
    };
}

/** Numbers of the pages that hold these rows. */
export function pagesOf(window: Window, pageSize: number): number[] {
    if (window.last <= window.first) {
        return [];
    }
    const first = Math.floor(window.first / pageSize);
    const last = Math.floor((window.last - 1) / pageSize);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Where to scroll so that a row is wholly visible; the same place if it is already. */
export function scrollTo(index: number, scrollTop: number, height: number, rowHeight: number): number {
    const top = index * rowHeight;
    if (top < scrollTop) {
        return top;
    }
    return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}
