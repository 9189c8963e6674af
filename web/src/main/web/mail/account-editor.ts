import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ApiProblem, mail } from '../shared/api.ts';
import { confirmDialog } from '../shared/dialogs.ts';
import { plural } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import { LightElement } from '../shared/light-element.ts';
import type { Account } from '../shared/types.ts';
import { blameFor } from './account-blame.ts';
import {
    defaultPort,
    draftOf,
    entryOf,
    faultsIn,
    FIELDS,
    LABELS,
    passwordAgain,
    type AccountEntry,
    type AccountField,
    type Faults,
} from './account-draft.ts';

const SLOW_MS = 6_000;

/** The form itself; `done` is told the account, or null if nothing came of it. */
export class AccountEditor extends LightElement {
    static override properties = {
        account: { attribute: false },
        entry: { state: true },
        faults: { state: true },
        trouble: { state: true },
        said: { state: true },
        busy: { state: true },
        slow: { state: true },
    };
    declare account: Account | null;
    declare entry: AccountEntry;
    declare faults: Faults;
    /** What is wrong with no single field to blame. */
    declare trouble: string | null;
    /** The mail server's own words. */
    declare said: string | null;
    declare busy: boolean;
    declare slow: boolean;
    done: (account: Account | null, disconnected: boolean) => void = () => undefined;
    private attempt: AbortController | null = null;

    constructor() {
        super();
        this.account = null;
        this.entry = entryOf(null);
        this.faults = {};
        this.trouble = null;
        this.said = null;
        this.busy = false;
        this.slow = false;
    }

    override willUpdate(changed: PropertyValues<this>): void {
        if (changed.has('account') && this.account !== null && !this.hasUpdated) {
            this.entry = entryOf(this.account);
        }
    }

    override firstUpdated(): void {
        this.input(this.account?.state === 'auth_required' ? 'password' : 'email')?.focus();
    }

    /** Esc and Cancel: first they end the try, then they close. */
    cancel(): void {
        if (this.attempt !== null) {
            this.attempt.abort();
        } else {
            this.done(null, false);
        }
    }

    private input(name: AccountField): HTMLInputElement | HTMLSelectElement | null {
        return this.querySelector(`[name="${name}"]`);
    }

    private readonly typed = (event: Event): void => {
        const input = event.target as HTMLInputElement | HTMLSelectElement;
        const name = input.name as AccountField;
        const entry = { ...this.entry, [name]: input.value };
        if (name === 'tls' && this.entry.port === defaultPort(this.entry.tls)) {
            entry.port = defaultPort(input.value);
        }
        this.entry = entry;
        const { [name]: _mended, ...faults } = this.faults;
        this.faults = faults;
    };

    private readonly submit = async (event: SubmitEvent): Promise<void> => {
        event.preventDefault();
        if (this.busy) {
            return;
        }
        const faults = faultsIn(this.account, this.entry);
        if (Object.keys(faults).length > 0) {
            this.explain(faults, null, null);
            return;
        }
        const draft = draftOf(this.account, this.entry);
        if (this.account !== null && Object.keys(draft).length === 0) {
            this.done(this.account, false);
            return;
        }
        await this.attemptTo(signal => (this.account === null ? mail.connect(draft, signal) : mail.change(this.account.id, draft, signal)));
    };

    private async attemptTo(call: (signal: AbortSignal) => Promise<Account>): Promise<void> {
        const attempt = new AbortController();
        this.attempt = attempt;
        this.explain({}, null, null);
        this.busy = true;
        this.slow = false;
        const timer = setTimeout(() => (this.slow = true), SLOW_MS);
        try {
            this.done(await call(attempt.signal), false);
        } catch (e) {
            if (attempt.signal.aborted) {
                this.explain({}, 'Stopped. Should the login have gone through all the same, the account shows up by itself.', null);
            } else if (e instanceof ApiProblem) {
                const blame = blameFor(e);
                this.explain(blame.field === null ? {} : { [blame.field]: blame.text }, blame.field === null ? blame.text : null, blame.said);
            } else {
                throw e;
            }
        } finally {
            clearTimeout(timer);
            this.busy = false;
            this.slow = false;
            this.attempt = null;
        }
    }

    private explain(faults: Faults, trouble: string | null, said: string | null): void {
        this.faults = faults;
        this.trouble = trouble;
        this.said = said;
        const blamed = FIELDS.filter(name => faults[name] !== undefined);
        void this.updateComplete.then(() => {
            const [only] = blamed;
            if (blamed.length === 1 && only !== undefined) {
                this.input(only)?.focus();
            } else if (blamed.length > 1 || trouble !== null) {
                this.querySelector<HTMLElement>('.form-summary')?.focus();
            }
        });
    }

    private readonly disconnect = async (): Promise<void> => {
        const account = this.account;
        if (account === null || this.busy) {
            return;
        }
        const waiting = account.pending === 0 ? '' : ` ${plural(account.pending, 'change')} still on the way to the provider ${account.pending === 1 ? 'is' : 'are'} cancelled.`;
        const sure = await confirmDialog({
            title: `Disconnect ${account.email}?`,
            text: `Its mail is no longer shown here, and its password is forgotten.${waiting} Nothing is deleted at ${account.host}.`,
            confirm: 'Disconnect',
            danger: true,
        });
        if (!sure) {
            return;
        }
        this.busy = true;
        try {
            await mail.disconnect(account.id);
            this.done(account, true);
        } catch (e) {
            this.explain({}, e instanceof ApiProblem ? `${e.message} The account is still connected.` : String(e), null);
        } finally {
            this.busy = false;
        }
    };

    private describe(name: AccountField, hint: TemplateResult | string | null): { ids: string | typeof nothing; below: TemplateResult } {
        const fault = this.faults[name];
        const ids = [fault === undefined ? '' : `account-${name}-error`, hint === null ? '' : `account-${name}-hint`].filter(Boolean).join(' ');
        const below = html`${fault === undefined ? nothing : html`<p class="error" id="account-${name}-error">${icon('warning')}<span>${fault}${
            this.said === null ? nothing : html`<span class="server-said">${this.said}</span>`
        }</span></p>`}${hint === null ? nothing : html`<small id="account-${name}-hint">${hint}</small>`}`;
        return { ids: ids === '' ? nothing : ids, below };
    }

    private label(name: AccountField, required: boolean): TemplateResult {
        return html`<label for="account-${name}">${LABELS[name]}${required ? html`<span class="required" aria-hidden="true"> *</span>` : name === 'password' ? nothing : html`<span class="optional"> (optional)</span>`}</label>`;
    }

    private text(name: AccountField, type: string, options: { required: boolean; autocomplete: string; placeholder?: string; hint?: string | null; mode?: string }): TemplateResult {
        const { ids, below } = this.describe(name, options.hint ?? null);
        return html`<div class="field field-${name}">
            ${this.label(name, options.required)}
            <input id="account-${name}" name=${name} type=${type} inputmode=${options.mode ?? nothing} autocomplete=${options.autocomplete}
                autocapitalize="none" spellcheck="false" placeholder=${options.placeholder ?? nothing} maxlength=${name === 'password' ? 1000 : 320}
                aria-required=${options.required ? 'true' : nothing} aria-invalid=${this.faults[name] === undefined ? nothing : 'true'}
                aria-describedby=${ids} ?readonly=${this.busy} .value=${live(this.entry[name])} @input=${this.typed}>
            ${below}
        </div>`;
    }

    private encryption(): TemplateResult {
        const hint = this.entry.tls === 'none' ? html`<span class="warn">${icon('warning')} Anybody on the way can read the password and the mail.</span>` : null;
        const { ids, below } = this.describe('tls', hint);
        const { tls } = this.entry;
        return html`<div class="field field-tls">
            <label for="account-tls">${LABELS.tls}</label>
            <select id="account-tls" name="tls" aria-invalid=${this.faults.tls === undefined ? nothing : 'true'} aria-describedby=${ids}
                ?disabled=${this.busy} .value=${live(tls)} @change=${this.typed}>
                <option value="tls" ?selected=${tls === 'tls'}>TLS</option>
                <option value="starttls" ?selected=${tls === 'starttls'}>STARTTLS</option>
                <option value="none" ?selected=${tls === 'none'}>None</option>
            </select>
            ${below}
        </div>`;
    }

    private summary(): TemplateResult {
        const blamed = FIELDS.filter(name => this.faults[name] !== undefined);
        const shown = this.trouble !== null || blamed.length > 1;
        return html`<div role="alert">${
            shown
                ? html`<div class="form-error notice bad form-summary" tabindex="-1">${icon('warning')}
                      <div>${
                          this.trouble ??
                          html`<p>Please look at these:</p><ul>${blamed.map(name => html`<li><button type="button" class="link" @click=${() => this.input(name)?.focus()}>${LABELS[name]}</button></li>`)}</ul>`
                      }</div></div>`
                : nothing
        }</div>`;
    }

    private buttons(): TemplateResult {
        const label = this.account === null ? 'Connect' : 'Save';
        return html`<div class="buttons">
            ${this.account === null ? nothing : html`<button type="button" class="danger disconnect" aria-disabled=${this.busy ? 'true' : nothing} @click=${this.disconnect}>Disconnect account</button>`}
            <button type="button" @click=${() => this.cancel()}>${this.busy ? 'Stop' : 'Cancel'}</button>
            <button class="primary" aria-disabled=${this.busy ? 'true' : nothing}>
                ${this.busy ? html`<span class="spinner" aria-hidden="true"></span>Checking the login…` : label}
            </button>
        </div>`;
    }

    override render(): TemplateResult {
        const { account, entry } = this;
        const again = passwordAgain(account, entry);
        const domain = /@([^\s@]+)$/.exec(entry.email.trim())?.[1];
        const signIn = account?.state === 'auth_required';
        const kept = `Leave it empty to ${signIn ? 'try the stored one again' : 'keep the one that is stored'}.`;
        return html`<form class="account-form" novalidate @submit=${this.submit} aria-label=${account === null ? 'Connect a mail account' : 'Account settings'}>
            <header>
                <h2>${account === null ? 'Connect a mail account' : signIn ? `Sign in again to ${account.email}` : 'Account settings'}</h2>
                <button type="button" class="plain icon-only" aria-label="Close" @click=${() => this.cancel()}>${icon('close')}</button>
            </header>
            ${signIn ? html`<p class="notice bad">${icon('key')}<span>${account.host} refused the login. Enter the password that is valid now.${account.stateReason ? html`<span class="server-said">${account.stateReason}</span>` : nothing}</span></p>` : nothing}
            ${this.summary()}
            <p class="hint">The login is tried before anything is saved. Fields marked <span class="required">*</span> are needed.</p>
            <div class="fields">
                ${this.text('email', 'email', { required: true, autocomplete: 'email', placeholder: 'alice@example.org', mode: 'email' })}
                ${this.text('displayName', 'text', { required: false, autocomplete: 'off', placeholder: entry.email.trim() || 'As the email address' })}
                ${this.text('password', 'password', { required: again, autocomplete: 'new-password', hint: account === null ? null : again ? 'Needed again: it would go to another server, or without encryption.' : kept })}
            </div>
            <fieldset class="fields">
                <legend>How to reach it (IMAP)</legend>
                ${this.text('host', 'text', { required: true, autocomplete: 'off', placeholder: `imap.${domain ?? 'example.org'}`, mode: 'url' })}
                ${this.encryption()}
                ${this.text('port', 'text', { required: true, autocomplete: 'off', mode: 'numeric' })}
                ${this.text('username', 'text', { required: false, autocomplete: 'off', placeholder: entry.email.trim() || 'As the email address' })}
            </fieldset>
            ${this.buttons()}
            <p class="vh" role="status">${this.busy ? 'Checking the login' : ''}</p>
            ${this.slow ? html`<p class="hint slow">The mail server takes its time. This can last up to a minute and a half.</p>` : nothing}
        </form>`;
    }
}
customElements.define('account-editor', AccountEditor);
