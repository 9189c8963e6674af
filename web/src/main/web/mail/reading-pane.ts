import { html } from 'lit';
import { subjectOf } from '../shared/format.ts';
import { LightElement } from '../shared/light-element.ts';
import type { Message } from '../shared/types.ts';

export class ReadingPane extends LightElement {
    static override properties = { message: { attribute: false }, inTrash: { attribute: false } };
    declare message: Message | null;
    declare inTrash: boolean;

    constructor() {
        super();
        this.message = null;
        this.inTrash = false;
    }

    override render() {
        return this.message === null ? html`<p class="empty">Select a message to read it</p>` : html`<h2>${subjectOf(this.message.subject)}</h2>`;
    }
}
customElements.define('reading-pane', ReadingPane);
