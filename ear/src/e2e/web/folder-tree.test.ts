import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { folderTree } from '../../../../web/src/main/web/mail/folder-tree.ts';
import type { Folder, FolderRole } from '../../../../web/src/main/web/shared/types.ts';

let id = 0;
const folder = (name: string, role: FolderRole = 'none'): Folder => ({ id: ++id, accountId: 1, name, role, total: 0, unread: 0 });
const shown = (...folders: Folder[]): string[] => folderTree(folders).map(node => '>'.repeat(node.depth) + node.label);

test('folders with a role stand in their usual places, the others between them by name', () => {
    deepEqual(shown(folder('Trash', 'trash'), folder('b'), folder('A 10'), folder('A 9'), folder('Sent', 'sent'), folder('INBOX', 'inbox')), [
        'Inbox', 'Sent', 'A 9', 'A 10', 'b', 'Trash',
    ]);
});

test('a folder stands beneath its parent with the last part of its name', () => {
    deepEqual(shown(folder('Work/2024'), folder('Work'), folder('Work/2024/May')), ['Work', '>2024', '>>May']);
});

test('a dot in a name is no level where the parent is not a folder', () => {
    deepEqual(shown(folder('Dr. House'), folder('v1.2'), folder('Lists.java')), ['Dr. House', 'Lists.java', 'v1.2']);
    deepEqual(shown(folder('Dr'), folder('Dr. House')), ['Dr', 'Dr. House']);
});

test('one account has one delimiter', () => {
    deepEqual(shown(folder('v1'), folder('v1.2'), folder('a'), folder('a/b'), folder('a/c')), ['a', '>b', '>c', 'v1', 'v1.2']);
});

test('where everything is beneath INBOX nothing is indented for it', () => {
    deepEqual(shown(folder('INBOX', 'inbox'), folder('INBOX.Work'), folder('INBOX.Work.A'), folder('INBOX.Trash', 'trash')), [
        'Inbox', 'Work', '>A', 'Trash',
    ]);
    deepEqual(shown(folder('INBOX', 'inbox'), folder('INBOX.Work'), folder('Other')), ['Inbox', '>Work', 'Other']);
});

test('a missing level in between stays part of the name', () => {
    deepEqual(shown(folder('Work'), folder('Work/2024/May')), ['Work', '>2024/May']);
});

test('no folder is lost and none is shown twice, however deep', () => {
    const deep = Array.from({ length: 12 }, (_, n) => folder(Array.from({ length: n + 1 }, () => 'x').join('/')));
    const nodes = folderTree(deep);
    equal(new Set(nodes.map(node => node.folder.id)).size, 12);
    equal(Math.max(...nodes.map(node => node.depth)), 4);
});
