import type { ReactiveController } from 'lit';
import { LightElement } from '../shared/light-element.ts';
import type { AdminStore } from './admin-store.ts';

/** A part of the console: drawn again whenever the store has news. */
export abstract class StorePart extends LightElement {
    static override properties = { store: { attribute: false } };
    declare store: AdminStore;

    constructor() {
        super();
        let end: () => void = () => undefined;
        const watching: ReactiveController = {
            hostConnected: () => queueMicrotask(() => {
                end();
                if (this.isConnected && this.store !== undefined) {
                    end = this.store.listen(() => this.requestUpdate());
                }
            }),
            hostDisconnected: () => end(),
        };
        this.addController(watching);
    }
}
