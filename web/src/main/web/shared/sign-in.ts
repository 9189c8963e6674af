import { html, nothing, type PropertyValues } from 'lit';
import { ApiProblem, session } from './api.ts';
import { plural } from './format.ts';
import { icon } from './icons.ts';
import { LightElement } from './light-element.ts';
import './theme.ts';

type Blame = 'user' | 'password';
type Refusal = { text: string; blame: Blame | null };

/**
 * The sign-in form: a page of its own, or over a page that was in use when the session ended, which stays as it was beneath.
 * Fires `signed-in` with the session.
 */
export class SignIn extends LightElement {
    static override properties = {
        reason: { attribute: false },
        place: { attribute: false },
        user: { attribute: false },
        busy: { state: true },
        refusal: { state: true },
        wait: { state: true },
        shown: { state: true },
        capsLock: { state: true },
    };
    declare reason: 'expired' | 'signedOut' | null;
    /** Which part of the product asks. */
    declare place: string;
    /** Who was signed in before; filled in, so that only the password is missing. */
    declare user: string;
    declare busy: boolean;
    declare refusal: Refusal | null;
    /** Seconds until the server takes another try. */
    declare wait: number;
    declare shown: boolean;
    declare capsLock: boolean;
    private countdown: ReturnType<typeof setInterval> | undefined;
    private focusBefore: Element | null = null;

    constructor() {
        super();
        this.reason = null;
        this.place = 'Webmail';
        this.user = '';
        this.busy = false;
        this.refusal = null;
        this.wait = 0;
        this.shown = false;
        this.capsLock = false;
    }

    override connectedCallback(): void {
        super.connectedCallback();
        this.focusBefore = document.activeElement;
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        clearInterval(this.countdown);
        const before = this.focusBefore;
        if (this.reason === 'expired' && before instanceof HTMLElement && before.isConnected) {
            before.focus();
        }
    }

    override firstUpdated(): void {
        this.openOver();
        this.input(this.user === '' ? 'user' : 'password')?.focus();
    }

    override updated(changed: PropertyValues<this>): void {
        if (changed.has('refusal') && this.refusal?.blame) {
            const input = this.input(this.refusal.blame);
            input?.focus();
            input?.select();
        }
    }

    private input(name: Blame): HTMLInputElement | null {
        return this.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    }

    /** There is nothing to go back to without a session, so the dialog cannot be closed. */
    private readonly openOver = (): void => {
        const dialog = this.querySelector('dialog');
        if (dialog !== null && !dialog.open && this.isConnected) {
            dialog.showModal();
        }
    };

    private readonly submit = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault();
        if (this.busy || this.wait > 0) {
            return;
        }
        const user = this.input('user')?.value.trim() ?? '';
        const password = this.input('password')?.value ?? '';
        if (user === '' || password === '') {
            this.refusal = user === '' ? { text: 'Enter your user name.', blame: 'user' } : { text: 'Enter your password.', blame: 'password' };
            return;
        }
        this.busy = true;
        this.refusal = null;
        try {
            const detail = await session.signIn(user, password);
            this.dispatchEvent(new CustomEvent('signed-in', { detail, bubbles: true }));
        } catch (e) {
            this.refused(e);
        } finally {
            this.busy = false;
        }
    };

    private refused(e: unknown): void {
        if (!(e instanceof ApiProblem)) {
            throw e;
        }
        if (e.status === 401) {
            this.refusal = { text: 'This user name and password do not match. Check both, and try again.', blame: 'password' };
        } else if (e.status === 429) {
            this.startWaiting(e.retryAfter ?? 30);
            this.refusal = { text: `Too many wrong passwords for this user. You can try again in ${plural(this.wait, 'second')}.`, blame: 'password' };
        } else if (e.offline || e.status === 502 || e.status === 503 || e.status === 504) {
            this.refusal = { text: 'The server cannot be reached. Check your connection, then try again.', blame: null };
        } else {
            this.refusal = { text: e.message, blame: null };
        }
    }

    private startWaiting(seconds: number): void {
        clearInterval(this.countdown);
        const until = Date.now() + seconds * 1_000;
        this.wait = seconds;
        this.countdown = setInterval(() => {
            this.wait = Math.max(0, Math.ceil((until - Date.now()) / 1_000));
            if (this.wait === 0) {
                clearInterval(this.countdown);
                this.refusal = null;
            }
        }, 500);
    }

    /** The server makes one user name wait, not this browser. */
    private readonly stopWaiting = (): void => {
        if (this.wait > 0) {
            clearInterval(this.countdown);
            this.wait = 0;
            this.refusal = null;
        }
    };

    private explanation() {
        switch (this.reason) {
            case 'expired':
                return html`<p class="sign-in-reason notice wait">${icon('clock')}<span>Your session has ended. Sign in again to go on where you were.</span></p>`;
            case 'signedOut':
                return html`<p class="sign-in-reason notice" role="status">${icon('check')}<span>You are signed out.</span></p>`;
            default:
                return nothing;
        }
    }

    private field(name: Blame, label: string, autocomplete: 'username' | 'current-password') {
        const blamed = this.refusal?.blame === name;
        const secret = name === 'password';
        return html`<div class="field">
            <label for="sign-in-${name}">${label}</label>
            <div class="reveal">
                <input id="sign-in-${name}" name=${name} type=${secret && !this.shown ? 'password' : 'text'} required
                    autocomplete=${autocomplete} autocapitalize="none" autocorrect="off" spellcheck="false" maxlength=${secret ? 1000 : 200}
                    .defaultValue=${secret ? '' : this.user}
                    aria-invalid=${blamed ? 'true' : nothing} aria-describedby=${blamed ? 'sign-in-error' : nothing}
                    @keyup=${secret ? this.keyed : nothing} @input=${secret ? nothing : this.stopWaiting}>
                ${
                    secret
                        ? html`<button type="button" class="plain icon-only" aria-label="Show password" aria-pressed=${this.shown}
                              title=${this.shown ? 'Hide password' : 'Show password'} @click=${() => (this.shown = !this.shown)}>${icon('eye')}</button>`
                        : nothing
                }
            </div>
            ${secret && this.capsLock ? html`<small>${icon('warning')} Caps Lock is on.</small>` : nothing}
        </div>`;
    }

    private readonly keyed = (event: KeyboardEvent): void => {
        this.capsLock = event.getModifierState('CapsLock');
    };

    private button() {
        const label = this.busy ? 'Signing in…' : this.wait > 0 ? html`<span aria-hidden="true">Wait ${this.wait} s</span><span class="vh">Sign in</span>` : 'Sign in';
        return html`<button class="primary large" aria-disabled=${this.busy || this.wait > 0 ? 'true' : nothing}>
            ${this.busy ? html`<span class="spinner" aria-hidden="true"></span>` : nothing}${label}
        </button>`;
    }

    private card() {
        return html`<form class="sign-in-card" method="post" novalidate @submit=${this.submit} aria-labelledby="sign-in-title">
            <header class="sign-in-brand">
                <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="7"/><path d="M7 10h18v12H7zM7 10l9 7 9-7"/></svg>
                <div><h1 id="sign-in-title">Sign in</h1><p>Mailback ${this.place}</p></div>
            </header>
            ${this.explanation()}
            <div role="alert">${
                this.refusal
                    ? html`<p class="form-error notice bad" id="sign-in-error">${icon('warning')}<span>${this.refusal.text}</span></p>`
                    : nothing
            }</div>
            ${this.field('user', 'User name', 'username')}
            ${this.field('password', 'Password', 'current-password')}
            ${this.button()}
        </form>`;
    }

    override render() {
        if (this.reason === 'expired') {
            return html`<dialog class="sign-in-over" closedby="none" aria-labelledby="sign-in-title"
                @cancel=${(event: Event) => event.preventDefault()} @close=${this.openOver}>${this.card()}</dialog>`;
        }
        return html`<main class="sign-in-page">
            <theme-button></theme-button>
            ${this.card()}
        </main>`;
    }
}
customElements.define('sign-in', SignIn);
