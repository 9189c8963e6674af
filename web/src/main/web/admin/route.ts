import type { OperationFilter, OperationKind } from '../shared/types.ts';

/** What the address after the `#` says. Everything that somebody may want to send on or come back to is in it. */

export const TABS = ['failed', 'pending', 'completed', 'cancelled', 'all'] as const;
export type Tab = (typeof TABS)[number];
export const KINDS = ['mark_read', 'mark_unread', 'trash', 'restore', 'delete'] as const satisfies OperationKind[];
export const OPERATION_SORTS = ['id', 'createdAt', 'lastAttempt', 'attempts', 'account', 'kind'] as const;
export type OperationSort = (typeof OPERATION_SORTS)[number];
export const ACCOUNT_SORTS = ['email', 'state', 'pending', 'failed', 'lag'] as const;
export type AccountSort = (typeof ACCOUNT_SORTS)[number];
export const ACCOUNT_STATES = ['importing', 'active', 'paused', 'auth_required', 'unreachable', 'throttled'] as const;
export const SIZES = [25, 50, 100, 200] as const;
export const HOURS = [24, 168] as const;
export type Direction = 'asc' | 'desc';

export type ListQuery = OperationFilter & { status: Tab; sort: OperationSort; dir: Direction; page: number; size: number };
export type AccountsQuery = { q: string; state: string; sort: AccountSort; dir: Direction; page: number; size: number };
export type View = 'changes' | 'accounts' | 'audit';
export type Route = { view: View; list: ListQuery; accounts: AccountsQuery; operation: number | null };

/** The order that answers the question of the list: what failed last, what waits longest. */
export function defaultSort(status: Tab): { sort: OperationSort; dir: Direction } {
    switch (status) {
        case 'pending':
            return { sort: 'createdAt', dir: 'asc' };
        case 'all':
            return { sort: 'id', dir: 'desc' };
        default:
            return { sort: 'lastAttempt', dir: 'desc' };
    }
}

export function listOf(status: Tab, filter: OperationFilter = {}): ListQuery {
    return { ...filter, status, ...defaultSort(status), page: 1, size: SIZES[0] };
}

export const ALL_ACCOUNTS: AccountsQuery = { q: '', state: '', sort: 'failed', dir: 'desc', page: 1, size: SIZES[1] };

export function parseRoute(hash: string): Route {
    const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
    const params = new URLSearchParams(query);
    const [first, second] = path.split('/').filter(part => part !== '');
    const view: View = first === 'accounts' ? 'accounts' : first === 'audit' ? 'audit' : 'changes';
    return {
        view,
        list: view === 'changes' ? parseList(params) : listOf('failed'),
        accounts: view === 'accounts' ? parseAccounts(params) : ALL_ACCOUNTS,
        operation: first === 'operation' ? wholeNumber(second) : null,
    };
}

function parseList(params: URLSearchParams): ListQuery {
    const status = oneOf(TABS, params.get('status')) ?? 'failed';
    const list = listOf(status);
    const account = wholeNumber(params.get('account'));
    const kind = oneOf(KINDS, params.get('kind'));
    if (account !== null) {
        list.account = account;
    }
    if (kind !== null) {
        list.kind = kind;
    }
    for (const name of ['errorClass', 'host', 'q'] as const) {
        const value = params.get(name);
        if (value) {
            list[name] = value;
        }
    }
    const sort = oneOf(OPERATION_SORTS, params.get('sort'));
    if (sort !== null) {
        list.sort = sort;
        list.dir = params.get('dir') === 'asc' ? 'asc' : 'desc';
    }
    list.page = wholeNumber(params.get('page')) ?? 1;
    list.size = sizeOf(params) ?? list.size;
    return list;
}

function parseAccounts(params: URLSearchParams): AccountsQuery {
    const sort = oneOf(ACCOUNT_SORTS, params.get('sort'));
    return {
        q: params.get('q') ?? '',
        state: oneOf(ACCOUNT_STATES, params.get('state')) ?? '',
        sort: sort ?? ALL_ACCOUNTS.sort,
        dir: sort === null ? ALL_ACCOUNTS.dir : params.get('dir') === 'desc' ? 'desc' : 'asc',
        page: wholeNumber(params.get('page')) ?? 1,
        size: sizeOf(params) ?? ALL_ACCOUNTS.size,
    };
}

export function hashOf(route: Route): string {
    if (route.view === 'audit') {
        return '#/audit';
    }
    if (route.view === 'accounts') {
        return withQuery('#/accounts', accountsParams(route.accounts));
    }
    const path = route.operation === null ? '#/changes' : `#/operation/${route.operation}`;
    return withQuery(path, listParams(route.list));
}

export function changesHash(list: ListQuery, operation: number | null = null): string {
    return hashOf({ view: 'changes', list, accounts: ALL_ACCOUNTS, operation });
}

export function accountsHash(change: Partial<AccountsQuery> = {}): string {
    return hashOf({ view: 'accounts', list: listOf('failed'), accounts: { ...ALL_ACCOUNTS, ...change }, operation: null });
}

function listParams(list: ListQuery): URLSearchParams {
    const params = new URLSearchParams();
    const usual = listOf(list.status);
    setUnless(params, 'status', list.status, 'failed');
    for (const name of ['q', 'account', 'kind', 'errorClass', 'host'] as const) {
        setUnless(params, name, list[name] ?? '', '');
    }
    if (list.sort !== usual.sort || list.dir !== usual.dir) {
        params.set('sort', list.sort);
        params.set('dir', list.dir);
    }
    setUnless(params, 'page', list.page, 1);
    setUnless(params, 'size', list.size, usual.size);
    return params;
}

function accountsParams(query: AccountsQuery): URLSearchParams {
    const params = new URLSearchParams();
    setUnless(params, 'q', query.q, '');
    setUnless(params, 'state', query.state, '');
    if (query.sort !== ALL_ACCOUNTS.sort || query.dir !== ALL_ACCOUNTS.dir) {
        params.set('sort', query.sort);
        params.set('dir', query.dir);
    }
    setUnless(params, 'page', query.page, 1);
    setUnless(params, 'size', query.size, ALL_ACCOUNTS.size);
    return params;
}

/** What a job or a group is told: the filter without order and page. */
export function filterOf(list: ListQuery): OperationFilter {
    const { status: _status, sort: _sort, dir: _dir, page: _page, size: _size, ...filter } = list;
    return filter;
}

export function filterCount(list: ListQuery): number {
    return Object.keys(filterOf(list)).length;
}

/** A column's header was pressed: turn the order round, or order by it, numbers and times the largest first. */
export function sortedBy<S extends string>(now: { sort: S; dir: Direction }, sort: S): { sort: S; dir: Direction } {
    if (now.sort === sort) {
        return { sort, dir: now.dir === 'asc' ? 'desc' : 'asc' };
    }
    return { sort, dir: ['account', 'kind', 'email', 'state'].includes(sort) ? 'asc' : 'desc' };
}

function withQuery(path: string, params: URLSearchParams): string {
    const query = params.toString();
    return query === '' ? path : `${path}?${query}`;
}

function setUnless(params: URLSearchParams, name: string, value: string | number, usual: string | number): void {
    if (value !== usual) {
        params.set(name, String(value));
    }
}

function oneOf<T extends string>(values: readonly T[], value: string | null): T | null {
    return values.find(candidate => candidate === value) ?? null;
}

function sizeOf(params: URLSearchParams): number | null {
    const size = wholeNumber(params.get('size'));
    return SIZES.find(candidate => candidate === size) ?? null;
}

function wholeNumber(text: string | null | undefined): number | null {
    return text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}
