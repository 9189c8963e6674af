import type { Shortcut } from '../shared/shortcuts.ts';
import type { Action, FolderRole } from '../shared/types.ts';

export type Commands = {
    inTrash: () => boolean;
    move: (by: number, extend: boolean) => void;
    open: () => void;
    back: () => void;
    escape: () => void;
    select: () => void;
    selectLoaded: (on: boolean) => void;
    act: (action: Action) => void;
    undo: () => void;
    goTo: (role: FolderRole) => void;
    search: () => void;
    help: () => void;
};

/** Arrows and Enter belong to whatever has the focus, unless that is the list or nothing. */
function free(keys: string): boolean {
    if (!/Arrow|Enter/.test(keys)) {
        return true;
    }
    const focused = document.activeElement;
    return focused === null || focused === document.body || focused.closest('message-list') !== null;
}

/** The webmail's keys, as in Gmail and Fastmail where those agree. */
export function mailShortcuts(does: Commands): Shortcut[] {
    return [
        { group: 'Move', keys: ['j', 'ArrowDown'], does: 'Next message', run: () => does.move(1, false), when: free },
        { group: 'Move', keys: ['k', 'ArrowUp'], does: 'Previous message', run: () => does.move(-1, false), when: free },
        { group: 'Move', keys: ['o', 'Enter'], does: 'Open message', run: does.open, when: free },
        { group: 'Move', keys: ['u'], does: 'Back to the list', run: does.back },
        { group: 'Move', keys: ['Escape'], does: 'Clear the selection, or back to the list', run: does.escape },
        { group: 'Move', keys: ['g i'], does: 'Go to Inbox', run: () => does.goTo('inbox') },
        { group: 'Move', keys: ['g t'], does: 'Go to Trash', run: () => does.goTo('trash') },
        { group: 'Select', keys: ['x'], does: 'Select message', run: does.select },
        { group: 'Select', keys: ['Shift+j', 'Shift+ArrowDown'], does: 'Extend selection down', run: () => does.move(1, true), when: free },
        { group: 'Select', keys: ['Shift+k', 'Shift+ArrowUp'], does: 'Extend selection up', run: () => does.move(-1, true), when: free },
        { group: 'Select', keys: ['* a', 'Ctrl+a'], does: 'Select all loaded', run: () => does.selectLoaded(true) },
        { group: 'Select', keys: ['* n'], does: 'Select none', run: () => does.selectLoaded(false) },
        { group: 'Act', keys: ['Shift+i'], does: 'Mark as read', run: () => does.act('mark-read') },
        { group: 'Act', keys: ['Shift+u'], does: 'Mark as unread', run: () => does.act('mark-unread') },
        {
            group: 'Act',
            keys: ['#', 'Delete'],
            does: 'Move to Trash (in Trash: delete forever)',
            run: () => does.act(does.inTrash() ? 'delete' : 'trash'),
        },
        { group: 'Act', keys: ['Shift+Delete'], does: 'Delete forever', run: () => does.act('delete') },
        { group: 'Act', keys: ['r'], does: 'Restore from Trash', run: () => does.act('restore'), when: does.inTrash },
        { group: 'Act', keys: ['z', 'Ctrl+z'], does: 'Undo', run: does.undo },
        { group: 'Find', keys: ['/'], does: 'Search', run: does.search },
        { group: 'Find', keys: ['?'], does: 'This list', run: does.help },
    ];
}
