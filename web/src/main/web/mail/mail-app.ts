import { html } from 'lit';
import '../shared/theme.ts';
import '../shared/toasts.ts';
import { LightElement } from '../shared/light-element.ts';

export class MailApp extends LightElement {
    override render() {
        return html`<header class="bar"><h1>Mailback</h1><span class="space"></span><theme-button></theme-button></header>`;
    }
}
customElements.define('mail-app', MailApp);
