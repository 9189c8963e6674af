import type { AccountState, Folder, OperationKind } from './types.ts';

const numbers = new Intl.NumberFormat();
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

export function count(n: number): string {
    return numbers.format(n);
}

export function plural(n: number, one: string, many = `${one}s`): string {
    return `${count(n)} ${n === 1 ? one : many}`;
}

/** As short as a list wants it: the time today, the day this year, else the date. */
export function listDate(iso: string, now: Date = new Date()): string {
    const date = new Date(iso);
    if (date.toDateString() === now.toDateString()) {
        return time.format(date);
    }
    return (date.getFullYear() === now.getFullYear() ? dayOfYear : day).format(date);
}

export function exactTime(iso: string): string {
    return exact.format(new Date(iso));
}

export function clockTime(iso: string): string {
    return time.format(new Date(iso));
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
];

/** "4 minutes ago", "in 20 seconds". */
export function ago(iso: string, now: number = Date.now()): string {
    const seconds = Math.round((Date.parse(iso) - now) / 1_000);
    for (const [unit, length] of UNITS) {
        if (Math.abs(seconds) >= length) {
            return relative.format(Math.trunc(seconds / length), unit);
        }
    }
    return relative.format(0, 'second');
}

/** "5m 12s", "2h 4m", "3d 1h". */
export function duration(seconds: number): string {
    const parts: [number, string][] = [
        [Math.floor(seconds / 86_400), 'd'],
        [Math.floor((seconds % 86_400) / 3_600), 'h'],
        [Math.floor((seconds % 3_600) / 60), 'm'],
        [Math.floor(seconds % 60), 's'],
    ];
    const from = parts.findIndex(([n]) => n > 0);
    return from < 0
        ? '0s'
        : parts
              .slice(from, from + 2)
              .filter(([n], i) => i === 0 || n > 0)
              .map(([n, unit]) => n + unit)
              .join(' ');
}

export function milliseconds(ms: number): string {
    return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

export function size(octets: number): string {
    if (octets < 1_000) {
        return `${octets} B`;
    }
    const kilo = octets / 1_000;
    return kilo < 1_000 ? `${Math.round(kilo)} KB` : `${(kilo / 1_000).toFixed(1)} MB`;
}

/** The name in `"Ada Lovelace" <ada@example.org>`, or the address where there is none. */
export function senderName(from: string): string {
    const named = /^\s*"?(.*?)"?\s*<([^<>]*)>\s*$/.exec(from);
    const name = (named?.[1] ?? '').replace(/\\(.)/g, '$1').trim();
    return name || (named?.[2] ?? from).trim() || '(no sender)';
}

export function subjectOf(subject: string | null): string {
    return subject === null || subject.trim() === '' ? '(no subject)' : subject;
}

/** IMAP calls it INBOX, nobody else does. */
export function folderName(folder: Pick<Folder, 'name' | 'role'> | undefined): string {
    return folder === undefined ? 'Mail' : folder.role === 'inbox' ? 'Inbox' : folder.name;
}

const KINDS: Record<OperationKind, string> = {
    mark_read: 'Mark read',
    mark_unread: 'Mark unread',
    trash: 'Move to Trash',
    restore: 'Restore',
    delete: 'Delete forever',
};

export function kindWords(kind: OperationKind): string {
    return KINDS[kind] ?? kind;
}

const REASONS: Record<string, string> = {
    temporary: 'Server asks to try later',
    refused: 'Refused by the server',
    not_permitted: 'Not permitted',
    quota: 'Mailbox full',
    unsupported: 'Server cannot do it safely',
    unknown_outcome: 'Outcome unknown',
    not_found: 'Not found at the server',
    unreadable: 'Operation unreadable',
    auth_required: 'Sign-in refused',
    unreachable: 'Server unreachable',
    throttled: 'Server asks for patience',
    paused: 'Paused',
    in_flight: 'In flight',
    retry: 'Waits for its next try',
    behind: 'Behind an earlier change',
    next: 'Next in line',
    outcome_unknown: 'Outcome unknown, is looked up',
};

/** An error class, a lane's pause or a reason to wait, in words. */
export function reasonWords(reason: string): string {
    return REASONS[reason] ?? reason.replaceAll('_', ' ');
}

const STATES: Record<AccountState | 'throttled', string> = {
    importing: 'Importing',
    active: 'Active',
    paused: 'Paused',
    auth_required: 'Sign-in needed',
    unreachable: 'Unreachable',
    throttled: 'Slowed down',
};

export function stateWords(state: AccountState | 'throttled'): string {
    return STATES[state] ?? state;
}
