import type { Account } from '../shared/types.ts';
import { AccountEditor } from './account-editor.ts';

/**
 * Opens the form that connects an account (null) or changes one. After a disconnection it fires `account-disconnected` with
 * the id on the document.
 * @returns the account as it is now, null if nothing came of it
 */
export function openAccountForm(account: Account | null): Promise<Account | null> {
    const before = document.activeElement;
    const dialog = document.createElement('dialog');
    dialog.className = 'account-dialog';
    dialog.setAttribute('aria-label', account === null ? 'Connect a mail account' : `Settings of ${account.email}`);
    const form = new AccountEditor();
    form.account = account;
    dialog.append(form);
    document.body.append(dialog);
    dialog.addEventListener('cancel', event => {
        event.preventDefault();
        form.cancel();
    });
    return new Promise(resolve => {
        let result: Account | null = null;
        form.done = (changed, disconnected) => {
            result = changed;
            dialog.close();
            if (disconnected && changed !== null) {
                document.dispatchEvent(new CustomEvent('account-disconnected', { detail: changed.id }));
            }
        };
        dialog.addEventListener('close', () => {
            dialog.remove();
            if (before instanceof HTMLElement && before.isConnected) {
                before.focus();
            }
            resolve(result);
        });
        dialog.showModal();
    });
}
