import { html } from 'lit';
import { icon, type IconName } from './icons.ts';
import { LightElement } from './light-element.ts';

type Theme = 'auto' | 'light' | 'dark';
const SETTING = 'mailback.theme';
const ORDER: Theme[] = ['auto', 'light', 'dark'];
const WORDS: Record<Theme, string> = { auto: 'as the system', light: 'light', dark: 'dark' };

/** Light, dark, or as the system has it. The setting is applied before the first paint by theme.js. */
export class ThemeButton extends LightElement {
    static override properties = { theme: { state: true } };
    declare theme: Theme;

    constructor() {
        super();
        const kept = localStorage.getItem(SETTING);
        this.theme = ORDER.find(theme => theme === kept) ?? 'auto';
    }

    private next(): void {
        this.theme = ORDER[(ORDER.indexOf(this.theme) + 1) % ORDER.length] ?? 'auto';
        localStorage.setItem(SETTING, this.theme);
        if (this.theme === 'auto') {
            delete document.documentElement.dataset['theme'];
        } else {
            document.documentElement.dataset['theme'] = this.theme;
        }
    }

    override render() {
        const label = `Colours: ${WORDS[this.theme]}`;
        return html`<button type="button" class="plain icon-only" aria-label=${label} title=${label} @click=${this.next}>
            ${icon(this.theme satisfies IconName)}
        </button>`;
    }
}
customElements.define('theme-button', ThemeButton);
