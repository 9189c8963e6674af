import type { Account } from '../shared/types.ts';

/** Opens the form that connects an account (null) or changes one. @returns the account, null if nothing came of it */
export async function openAccountForm(account: Account | null): Promise<Account | null> {
    return Promise.resolve(account === null ? null : null);
}
