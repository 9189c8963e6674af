import { LitElement } from 'lit';

/** A component without a shadow root, so that the page's one style sheet and its labels reach into it. */
export class LightElement extends LitElement {
    protected override createRenderRoot(): HTMLElement {
        return this;
    }
}
