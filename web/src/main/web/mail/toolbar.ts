import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { count, plural } from '../shared/format.ts';
import { icon, type IconName } from '../shared/icons.ts';
import type { Action, Folder } from '../shared/types.ts';

export type Tools = {
    folder: Folder | undefined;
    title: string;
    /** How many the list has; null as long as that is not known. */
    total: number | null;
    more: boolean;
    searching: boolean;
    unread: boolean;
    selected: number;
    /** Whether the box for all loaded rows is ticked, or partly. */
    ticked: boolean | 'partly';
    /** Whether there is anything to act on. */
    usable: boolean;
    selectLoaded: (on: boolean) => void;
    act: (action: Action) => void;
    filter: () => void;
};

const BUTTONS: Record<Action, [icon: IconName, word: string, keys: string]> = {
    'mark-read': ['read', 'Mark read', 'Shift+I'],
    'mark-unread': ['unread', 'Mark unread', 'Shift+U'],
    trash: ['trash', 'Trash', 'Delete'],
    restore: ['restore', 'Restore', 'r'],
    delete: ['trash', 'Delete forever', 'Delete'],
};

function button(tools: Tools, action: Action): TemplateResult {
    const [name, word, keys] = BUTTONS[action];
    return html`<button type="button" class="tool ${action} ${action === 'delete' ? 'danger' : ''}" ?disabled=${!tools.usable} title="${word} (${keys})"
        @click=${() => tools.act(action)}>${icon(name)}<span class="tool-word">${word}</span></button>`;
}

function numbers(tools: Tools): string {
    if (tools.total === null) {
        return '';
    }
    if (tools.selected > 0) {
        return `${count(tools.selected)} selected`;
    }
    if (tools.searching) {
        return `${count(tools.total)}${tools.more ? '+' : ''} found`;
    }
    if (tools.unread) {
        return `${count(tools.total)} unread`;
    }
    const unread = tools.folder?.unread ?? 0;
    return plural(tools.total, 'message') + (unread > 0 ? `, ${count(unread)} unread` : '');
}

/** What can be done with the list: its name and numbers, the filter, and the actions. */
export function toolbar(tools: Tools): TemplateResult {
    const inTrash = tools.folder?.role === 'trash';
    const placing: Action[] = inTrash ? ['restore', 'delete'] : ['trash'];
    return html`<header class="list-head ${inTrash ? 'in-trash' : ''}">
        <div class="list-title">
            <h2>${tools.title}</h2>
            <p role="status" class=${tools.selected > 0 ? 'selected-count' : ''}>${numbers(tools)}</p>
            <button type="button" class="filter" aria-pressed=${tools.unread} title="Show unread messages only" @click=${tools.filter}>Unread</button>
        </div>
        <div class="tools" role="group" aria-label="Actions">
            <label class="tick" title="Select all loaded">
                <input type="checkbox" .checked=${live(tools.ticked === true)} .indeterminate=${live(tools.ticked === 'partly')}
                    @click=${(event: Event) => tools.selectLoaded((event.target as HTMLInputElement).checked)}>
                <span class="vh">Select all loaded messages</span>
            </label>
            ${(['mark-read', 'mark-unread', ...placing] as const).map(action => button(tools, action))}
        </div>
    </header>`;
}
