import { html } from 'lit';
import '../shared/theme.ts';
import '../shared/toasts.ts';
import { LightElement } from '../shared/light-element.ts';

export class AdminApp extends LightElement {
    override render() {
        return html`<header class="bar"><h1>Sync console</h1><span class="space"></span><theme-button></theme-button></header>`;
    }
}
customElements.define('admin-app', AdminApp);
