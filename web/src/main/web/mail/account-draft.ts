import type { Account, AccountDraft, Tls } from '../shared/types.ts';

export type AccountField = 'email' | 'displayName' | 'password' | 'host' | 'tls' | 'port' | 'username';
/** What stands in the form. */
export type AccountEntry = Record<AccountField, string>;
export type Faults = Partial<Record<AccountField, string>>;

export const FIELDS: AccountField[] = ['email', 'displayName', 'password', 'host', 'tls', 'port', 'username'];

export const LABELS: Record<AccountField, string> = {
    email: 'Email address',
    displayName: 'Name of the account',
    password: 'Password',
    host: 'Mail server',
    tls: 'Encryption',
    port: 'Port',
    username: 'User name',
};

export function defaultPort(tls: string): string {
    return tls === 'tls' ? '993' : '143';
}

export function entryOf(account: Account | null): AccountEntry {
    if (account === null) {
        return { email: '', displayName: '', password: '', host: '', tls: 'tls', port: defaultPort('tls'), username: '' };
    }
    const { email, displayName, host, tls, port, username } = account;
    return { email, displayName: displayName === email ? '' : displayName, password: '', host, tls, port: String(port), username };
}

/** The password would go to another host, or unprotected: the server wants to hear it again then. */
export function passwordAgain(account: Account | null, entry: AccountEntry): boolean {
    if (account === null) {
        return true;
    }
    return entry.host.trim().toLowerCase() !== account.host.toLowerCase() || (entry.tls === 'none' && account.tls !== 'none');
}

/** What can be seen to be wrong without asking anybody. */
export function faultsIn(account: Account | null, entry: AccountEntry): Faults {
    const faults: Faults = {};
    if (entry.email.trim() === '') {
        faults.email = 'Enter the email address, such as alice@example.org.';
    } else if (!/^[^\s@]+@[^\s@]+$/.test(entry.email.trim())) {
        faults.email = 'This is no email address. It must look like alice@example.org.';
    }
    if (entry.password === '' && passwordAgain(account, entry)) {
        faults.password =
            account === null
                ? 'Enter the password of the mail account.'
                : 'Enter the password again, because it would go to another server or without encryption.';
    }
    const host = entry.host.trim();
    if (host === '') {
        faults.host = 'Enter the name of the IMAP server, such as imap.example.org.';
    } else if (/:\d{1,5}$/.test(host) && host.split(':').length === 2) {
        faults.host = 'Enter the name of the server only; the port has a field of its own.';
    } else if (!/^[A-Za-z0-9][A-Za-z0-9.:_-]*$/.test(host)) {
        faults.host = 'This is no name of a server. It must look like imap.example.org.';
    }
    const port = Number(entry.port);
    if (entry.port.trim() === '' || !Number.isInteger(port) || port < 1 || port > 65_535) {
        faults.port = `Enter a number from 1 to 65535; ${defaultPort(entry.tls)} is usual.`;
    }
    return faults;
}

/** What is sent: all of a new account; of an existing one what was changed. */
export function draftOf(account: Account | null, entry: AccountEntry): AccountDraft {
    const email = entry.email.trim();
    const whole = {
        email,
        displayName: entry.displayName.trim() || email,
        host: entry.host.trim(),
        tls: entry.tls as Tls,
        port: Number(entry.port),
        username: entry.username.trim() || email,
    };
    const draft: AccountDraft = entry.password === '' ? {} : { password: entry.password };
    if (account === null) {
        return { ...whole, ...draft };
    }
    for (const name of ['email', 'displayName', 'host', 'tls', 'port', 'username'] as const) {
        if (whole[name] !== account[name]) {
            Object.assign(draft, { [name]: whole[name] });
        }
    }
    const stuck = account.state === 'auth_required' || account.state === 'unreachable';
    if (Object.keys(draft).length === 0 && stuck) {
        // Naming how to reach the account, even unchanged, makes the server try it again.
        draft.host = whole.host;
    }
    return draft;
}
