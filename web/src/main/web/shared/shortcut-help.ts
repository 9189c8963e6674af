import { html, type TemplateResult } from 'lit';
import { openDialog } from './dialogs.ts';
import { icon } from './icons.ts';
import type { Shortcut, Shortcuts } from './shortcuts.ts';

const NAMES: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', ' ': 'Space' };

function keys(text: string): TemplateResult {
    const steps = text.split(' ').map(step => step.split('+').map(key => NAMES[key] ?? key));
    return html`${steps.map(
        (step, i) => html`${i > 0 ? html`<span class="then"> then </span>` : ''}${step.map(
            (key, j) => html`${j > 0 ? '+' : ''}<kbd>${key}</kbd>`,
        )}`,
    )}`;
}

function group(name: string, shortcuts: Shortcut[]): TemplateResult {
    return html`<section>
        <h3>${name}</h3>
        <dl>
            ${shortcuts.map(
                shortcut => html`<div>
                    <dt>${shortcut.does}</dt>
                    <dd>${shortcut.keys.map((text, i) => html`${i > 0 ? html`<span class="then"> or </span>` : ''}${keys(text)}`)}</dd>
                </div>`,
            )}
        </dl>
    </section>`;
}

/** The list of shortcuts, and the switch that turns single keys off. */
export function showShortcuts(shortcuts: Shortcuts): Promise<string> {
    const groups = new Map<string, Shortcut[]>();
    for (const shortcut of shortcuts.list) {
        groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
    }
    return openDialog(
        html`<form method="dialog" class="shortcut-help">
            <header>
                <h2>Keyboard shortcuts</h2>
                <button class="plain icon-only" value="" aria-label="Close" autofocus>${icon('close')}</button>
            </header>
            <label class="switch">
                <input type="checkbox" .checked=${shortcuts.singleKeys} @change=${(event: Event) => {
                    shortcuts.singleKeys = (event.target as HTMLInputElement).checked;
                }}>
                Single keys work as shortcuts
                <small>Turn this off if you dictate, or press keys by accident. Keys with Ctrl, arrows, Enter, Esc and Delete go on working.</small>
            </label>
            <div class="groups">${[...groups].map(([name, list]) => group(name, list))}</div>
        </form>`,
        'Keyboard shortcuts',
        'wide',
    );
}
