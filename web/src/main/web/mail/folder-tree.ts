import type { Folder, FolderRole } from '../shared/types.ts';

export type FolderNode = { folder: Folder; label: string; depth: number };

/** Servers separate levels by one of these, and do not tell the page which. */
const DELIMITERS = ['/', '.', '\\'];
const DEEPEST = 4;
const ORDER: FolderRole[] = ['inbox', 'drafts', 'sent', 'archive', 'none', 'junk', 'trash'];

/**
 * Folders as they are shown: those with a role in their usual places, each with its children beneath it. A name counts as
 * nested only if its parent is a folder too, so that a dot in a name is not taken for a level.
 */
export function folderTree(folders: readonly Folder[]): FolderNode[] {
    const delimiter = delimiterOf(folders);
    const parents = new Map(folders.map(folder => [folder, delimiter === null ? null : parentOf(folder, folders, delimiter)]));
    const others = folders.filter(folder => folder.role !== 'inbox');
    // Some servers keep everything beneath INBOX; an indent that all have tells nothing.
    const allInInbox = others.length > 0 && others.every(folder => rootOf(folder, parents).role === 'inbox');
    const nodes: FolderNode[] = [];
    const add = (folder: Folder, depth: number): void => {
        const parent = parents.get(folder) ?? null;
        nodes.push({ folder, label: labelOf(folder, parent), depth: Math.min(depth, DEEPEST) });
        if (!(allInInbox && folder.role === 'inbox')) {
            childrenOf(folder).forEach(child => add(child, depth + 1));
        }
    };
    const childrenOf = (parent: Folder | null): Folder[] => folders.filter(folder => (parents.get(folder) ?? null) === parent).sort(compare);
    const top = childrenOf(null);
    const inbox = allInInbox ? folders.find(folder => folder.role === 'inbox') : undefined;
    [...top, ...(inbox === undefined ? [] : childrenOf(inbox))].sort(compare).forEach(folder => add(folder, 0));
    return nodes;
}

function delimiterOf(folders: readonly Folder[]): string | null {
    let best: string | null = null;
    let most = 0;
    for (const delimiter of DELIMITERS) {
        const nested = folders.filter(folder => parentOf(folder, folders, delimiter) !== null).length;
        if (nested > most) {
            [best, most] = [delimiter, nested];
        }
    }
    return best;
}

function parentOf(folder: Folder, folders: readonly Folder[], delimiter: string): Folder | null {
    let parent: Folder | null = null;
    for (const other of folders) {
        const rest = folder.name.slice(other.name.length + 1);
        const beneath = folder.name.startsWith(other.name + delimiter) && rest !== '' && !rest.startsWith(' ');
        if (beneath && (parent === null || other.name.length > parent.name.length)) {
            parent = other;
        }
    }
    return parent;
}

function rootOf(folder: Folder, parents: Map<Folder, Folder | null>): Folder {
    let root = folder;
    for (let parent = parents.get(root); parent; parent = parents.get(root)) {
        root = parent;
    }
    return root;
}

function labelOf(folder: Folder, parent: Folder | null): string {
    if (folder.role === 'inbox' && folder.name.toUpperCase() === 'INBOX') {
        return 'Inbox';
    }
    return parent === null ? folder.name : folder.name.slice(parent.name.length + 1);
}

function compare(a: Folder, b: Folder): number {
    return ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' });
}
