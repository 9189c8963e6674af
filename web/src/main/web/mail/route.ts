/** What the page shows, as its address tells it: `#/folder/12/message/345?unread&q=invoice`. */
export type Route = { folder: number | null; message: number | null; unread: boolean; q: string };

export const HOME: Route = { folder: null, message: null, unread: false, q: '' };

export function parseRoute(hash: string): Route {
    const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
    const parts = /^\/folder\/(\d{1,18})(?:\/message\/(\d{1,18}))?\/?$/.exec(path);
    const asked = new URLSearchParams(query);
    return {
        folder: parts?.[1] === undefined ? null : Number(parts[1]),
        message: parts?.[2] === undefined ? null : Number(parts[2]),
        unread: asked.has('unread'),
        q: asked.get('q')?.trim() ?? '',
    };
}

export function formatRoute(route: Route): string {
    if (route.folder === null) {
        return '#/';
    }
    const query = [route.unread ? 'unread' : '', route.q === '' ? '' : `q=${encodeURIComponent(route.q)}`].filter(part => part !== '');
    const message = route.message === null ? '' : `/message/${route.message}`;
    return `#/folder/${route.folder}${message}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** Whether both show the same list, whatever message is open. */
export function sameList(one: Route, other: Route): boolean {
    return one.folder === other.folder && one.unread === other.unread && one.q === other.q;
}
