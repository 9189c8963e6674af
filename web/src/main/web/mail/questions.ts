import type { Question } from '../shared/dialogs.ts';
import { folderName, plural } from '../shared/format.ts';
import type { Action, Folder } from '../shared/types.ts';

const VERBS: Record<Action, [ask: (what: string) => string, confirm: string]> = {
    'mark-read': [what => `Mark ${what} as read?`, 'Mark read'],
    'mark-unread': [what => `Mark ${what} as unread?`, 'Mark unread'],
    trash: [what => `Move ${what} to Trash?`, 'Move to Trash'],
    restore: [what => `Restore ${what}?`, 'Restore'],
    delete: [what => `Delete ${what} forever?`, 'Delete forever'],
};

/** What is asked before something large or final. @param folder if all that was seen of it is meant */
export function questionFor(action: Action, count: number, folder: Folder | null): Question {
    const what = plural(count, 'message');
    const [ask, confirm] = VERBS[action];
    const bound = folder === null ? '' : `That is all of ${folderName(folder)} that you have seen; what arrives from now on stays as it is. `;
    const final = action === 'delete' ? `${count === 1 ? 'It is' : 'They are'} deleted at the mail server too. This cannot be undone.` : '';
    return { title: ask(what), text: (bound + final).trim(), confirm, danger: action === 'delete' };
}
