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

/**
 * How many rows of this event come into the list; 0 if rows may only leave it or change; null if it is about others. What is done
 * was pending before, never failed; what is pending now may have failed before.
 */
export function touches(event: ServerEvent, list: ListQuery): number | null {
    if (event.type !== 'operations') {
        return null;
    }
    const same = (list.account === undefined || list.account === event.accountId) && (list.kind === undefined || list.kind === event.kind);
    if (!same || (list.status === 'failed' && event.status === 'completed')) {
        return null;
    }
    const comes = list.status === 'all' ? event.status === 'pending' : event.status === list.status;
    return comes ? event.count : 0;
}

export function heldWords(because: string, waiting: number): string {
    return `${because} · ${plural(waiting, 'change')} waiting`;
}
