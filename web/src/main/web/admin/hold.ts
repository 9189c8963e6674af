import { plural } from '../shared/format.ts';
import type { ServerEvent } from '../shared/types.ts';
import type { ListQuery } from './route.ts';

/** Why the list stands still just now, or null while it follows the events. A list that moves under the pointer is clicked wrongly. */
export function heldBecause(picked: number, drawer: boolean): string | null {
    if (picked > 0) {
        return 'Updates are held while rows are selected';
    }
    return drawer ? 'Updates are held while a change is open' : null;
}

/** How many changes of this event may show in the list. */
export function touches(event: ServerEvent, list: ListQuery): number {
    if (event.type !== 'operations') {
        return 0;
    }
    const same = (list.account === undefined || list.account === event.accountId) && (list.kind === undefined || list.kind === event.kind);
    return same ? event.count : 0;
}

export function heldWords(because: string, waiting: number): string {
    return `${because} · ${plural(waiting, 'change')} waiting`;
}
