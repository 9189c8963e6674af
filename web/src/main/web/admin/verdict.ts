import { count, duration, plural, stateWords } from '../shared/format.ts';
import type { AccountState, Group, SyncStatus } from '../shared/types.ts';

export type VerdictLine = { tone: 'ok' | 'wait' | 'bad'; title: string; why: string };

/** A change that waits longer than this is worth a word even if nothing is known to be wrong. */
const PATIENCE_SECONDS = 60;

/** The one sentence that tells whether anything is wrong, and why. */
export function verdictOf(status: SyncStatus, groups: Group[], now: number): VerdictLine {
    const lanes = status.lanesInTrouble;
    const waiting = Math.max(lanes.length, sum(groups.filter(group => group.type === 'waiting'), group => group.accounts));
    // Groups are read a moment after the counts.
    const why = reasons(status, status.failed > 0 ? groups : groups.filter(group => group.type === 'waiting'));
    if (status.failed > 0) {
        const failed = `${plural(status.failed, 'change needs', 'changes need')} a decision`;
        return { tone: 'bad', title: waiting > 0 ? `${failed}, ${accountsWait(waiting)}` : failed, why };
    }
    if (waiting > 0) {
        const ill = lanes.some(lane => lane.reason !== 'paused') || groups.some(group => group.type === 'waiting' && group.reason !== 'paused');
        return { tone: ill ? 'bad' : 'wait', title: `Nothing failed, but ${accountsWait(waiting)}`, why };
    }
    const oldest = status.oldestPending === null ? null : Math.max(0, Math.ceil((now - Date.parse(status.oldestPending)) / 1_000));
    if (oldest !== null && oldest > PATIENCE_SECONDS) {
        return { tone: 'wait', title: `Nothing failed, but the oldest change has waited ${duration(oldest)}`, why: `${plural(status.pending, 'change')} on the way` };
    }
    const waits = oldest === null ? 'nothing waits' : `nothing waits longer than ${oldest < 5 ? '5s' : duration(oldest)}`;
    return { tone: 'ok', title: `All is well: nothing failed, ${waits}`, why: '' };
}

function accountsWait(n: number): string {
    return plural(n, 'account waits', 'accounts wait');
}

/** What needs a decision before what only waits, however much waits. */
function telling(groups: Group[]): Group[] {
    const failed = groups.filter(group => group.type === 'failed');
    const waiting = groups.filter(group => group.type === 'waiting');
    return failed.length > 0 && waiting.length > 0 ? [...failed.slice(0, 1), ...waiting.slice(0, 1)] : groups.slice(0, 2);
}

/** The two largest reasons, in words: "312 × Sign-in refused at imap.example". */
function reasons(status: SyncStatus, groups: Group[]): string {
    if (groups.length > 0) {
        return telling(groups).map(group => groupTimes(group) + groupWords(group)).join(' · ');
    }
    const states = new Map<string, number>();
    for (const lane of status.lanesInTrouble) {
        states.set(lane.reason, (states.get(lane.reason) ?? 0) + 1);
    }
    return [...states].map(([reason, n]) => `${count(n)}\u00a0× ${stateWords(reason as AccountState)}`).join(' · ');
}

/** "312 × "; nothing where accounts wait without anything to do. */
export function groupTimes(group: Pick<Group, 'operations'>): string {
    return group.operations === 0 ? '' : `${count(group.operations)}\u00a0× `;
}

const AT_HOST: Record<string, string> = {
    auth_required: 'sign-in refused at',
    unreachable: 'no connection to',
    throttled: 'asked for patience by',
    paused: 'paused, at',
};

const FAILURES: Record<string, string> = {
    temporary: 'the server asked to try later, too often',
    refused: 'refused by the server',
    not_permitted: 'not permitted',
    quota: 'mailbox full',
    unsupported: 'the server cannot do it safely',
    unknown_outcome: 'outcome unknown',
    not_found: 'not found at the server',
    unreadable: 'cannot be read',
    none: 'no reason given',
};

/** "sign-in refused at imap.example", "not permitted, ada@corp.test". */
export function groupWords(group: Pick<Group, 'type' | 'reason' | 'host' | 'account'>): string {
    const plain = group.reason.replaceAll('_', ' ');
    if (group.type === 'waiting') {
        const there = `${AT_HOST[group.reason] ?? `${plain} at`} ${group.host}`;
        return group.account === null ? there : `${there}, ${group.account}`;
    }
    const words = FAILURES[group.reason] ?? plain;
    return `${words}, ${group.account ?? group.host}`;
}

function sum<T>(items: T[], value: (item: T) => number): number {
    return items.reduce((total, item) => total + value(item), 0);
}
