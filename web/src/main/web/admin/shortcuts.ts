import type { Shortcut } from '../shared/shortcuts.ts';
import type { AdminStore } from './admin-store.ts';
import type { OperationsTable } from './ops-table.ts';
import { accountsHash, changesHash, listOf } from './route.ts';

type Page = { store: AdminStore; table: () => OperationsTable | null; search: () => void; help: () => void };

/** The console's keys. Enter needs none: each row holds a link, and j and k put the focus on it. */
export function consoleShortcuts({ store, table, search, help }: Page): Shortcut[] {
    const onChanges = () => table() !== null;
    const selected = () => onChanges() && !store.picked.empty;
    const go = (hash: string) => () => {
        location.hash = hash;
    };
    return [
        { keys: ['j'], group: 'List', does: 'Next row', run: () => table()?.move(1), when: onChanges },
        { keys: ['k'], group: 'List', does: 'Previous row', run: () => table()?.move(-1), when: onChanges },
        { keys: ['ArrowDown'], group: 'List', does: 'Next row, from a row', run: () => table()?.move(1), when: inRow },
        { keys: ['ArrowUp'], group: 'List', does: 'Previous row, from a row', run: () => table()?.move(-1), when: inRow },
        { keys: ['x'], group: 'List', does: 'Select the row', run: () => table()?.toggleCurrent(), when: onChanges },
        { keys: ['Enter'], group: 'List', does: 'Open the row', run: () => undefined, when: () => false },
        { keys: ['r'], group: 'Do', does: 'Retry the selected rows', run: () => table()?.decide('retry'), when: selected },
        { keys: ['#', 'Delete'], group: 'Do', does: 'Discard the selected rows (asks)', run: () => table()?.decide('discard'), when: selected },
        { keys: ['Escape'], group: 'Do', does: 'Clear the selection', run: () => table()?.clear(), when: selected },
        { keys: ['r'], group: 'Do', does: 'Look again, where nothing is selected', run: store.readAll },
        { keys: ['/'], group: 'Go', does: 'Search', run: search },
        { keys: ['g f'], group: 'Go', does: 'Failed changes', run: go(changesHash(listOf('failed'))) },
        { keys: ['g p'], group: 'Go', does: 'Pending changes', run: go(changesHash(listOf('pending'))) },
        { keys: ['g a'], group: 'Go', does: 'Accounts', run: go(accountsHash()) },
        { keys: ['g l'], group: 'Go', does: 'Audit log', run: go('#/audit') },
        { keys: ['?'], group: 'Help', does: 'This list', run: help },
    ];
}

/** Arrow keys scroll the page and move along the chart; they are the list's only where somebody is in it. */
function inRow(): boolean {
    return document.activeElement?.closest('.ops tbody') !== null && document.activeElement !== null;
}
