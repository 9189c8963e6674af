import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ApiProblem, onSignedOut, session } from '../shared/api.ts';
import '../shared/sign-in.ts';
import '../shared/theme.ts';
import { toast } from '../shared/toasts.ts';
import { LightElement } from '../shared/light-element.ts';
import type { Session } from '../shared/types.ts';
import { failure } from './list-states.ts';
import './mail-page.ts';

/** Who is signed in. The page stays beneath the sign-in when a session ends, and goes on for the same user. */
export class MailApp extends LightElement {
    static override properties = { user: { state: true }, asks: { state: true }, problem: { state: true } };
    declare user: Session | null;
    /** Why the sign-in is shown; null if it is not. */
    declare asks: 'first' | 'expired' | 'signedOut' | null;
    declare problem: ApiProblem | null;
    private stopListening: () => void = () => undefined;

    constructor() {
        super();
        this.user = null;
        this.asks = null;
        this.problem = null;
    }

    override connectedCallback(): void {
        super.connectedCallback();
        this.stopListening = onSignedOut(() => {
            this.asks ??= this.user === null ? 'first' : 'expired';
        });
        void this.find();
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        this.stopListening();
    }

    private readonly find = async (): Promise<void> => {
        this.problem = null;
        try {
            this.user = await session.get();
        } catch (e) {
            if (e instanceof ApiProblem && e.status === 401) {
                this.asks = 'first';
            } else {
                this.problem = e instanceof ApiProblem ? e : new ApiProblem(0, 'internal', String(e));
            }
        }
    };

    private readonly signedIn = (event: CustomEvent<Session>): void => {
        const sameUser = this.user?.user === event.detail.user;
        if (this.user !== null && !sameUser) {
            history.replaceState(null, '', '#/');
        }
        this.user = event.detail;
        this.asks = null;
    };

    private readonly signOut = async (): Promise<void> => {
        try {
            await session.signOut();
        } catch (e) {
            if (!(e instanceof ApiProblem && e.status === 401)) {
                toast({ text: `You are still signed in. ${e instanceof ApiProblem ? e.message : String(e)}`, tone: 'bad' });
                return;
            }
        }
        history.replaceState(null, '', '#/');
        this.user = null;
        this.asks = 'signedOut';
    };

    override render() {
        if (this.problem !== null) {
            return html`<main>${failure(this.problem, 'Mailback cannot be reached', () => void this.find())}</main>`;
        }
        const page =
            this.user === null
                ? nothing
                : keyed(
                      this.user.user,
                      html`<mail-page .user=${this.user} .suspended=${this.asks !== null} @sign-out=${this.signOut}></mail-page>`,
                  );
        const reason = this.asks === 'first' ? null : this.asks;
        return html`${page}${
            this.asks === null
                ? nothing
                : html`<sign-in .reason=${reason} .user=${this.user?.user ?? ''} @signed-in=${this.signedIn}></sign-in>`
        }`;
    }
}
customElements.define('mail-app', MailApp);
