import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { blameFor } from '../../../../web/src/main/web/mail/account-blame.ts';
import { draftOf, entryOf, faultsIn, passwordAgain, type AccountEntry } from '../../../../web/src/main/web/mail/account-draft.ts';
import { ApiProblem } from '../../../../web/src/main/web/shared/api.ts';
import type { Account } from '../../../../web/src/main/web/shared/types.ts';

const account: Account = {
    id: 1, email: 'a@b.example', displayName: 'a@b.example', host: 'mail.example', port: 993, tls: 'tls', username: 'a', state: 'active',
    stateReason: null, pending: 0, failed: 0, imported: null,
};
const filled: AccountEntry = { ...entryOf(null), email: ' a@b.example ', password: ' p ', host: ' mail.example ' };
const blamed = (word: string, detail: string, field: string | null, status = 502) => blameFor(new ApiProblem(status, word, detail, field)).field;

test('a new account is sent whole, the user name being the address, the password as typed', () => {
    deepEqual(draftOf(null, filled), {
        email: 'a@b.example', displayName: 'a@b.example', host: 'mail.example', tls: 'tls', port: 993, username: 'a@b.example', password: ' p ',
    });
});

test('of an account only what was changed is sent', () => {
    deepEqual(draftOf(account, entryOf(account)), {});
    deepEqual(draftOf(account, { ...entryOf(account), port: '143', tls: 'starttls' }), { tls: 'starttls', port: 143 });
    deepEqual(draftOf({ ...account, state: 'auth_required' }, entryOf(account)), { host: 'mail.example' });
});

test('the password is asked for again where it would go elsewhere or unprotected', () => {
    equal(passwordAgain(account, entryOf(account)), false);
    equal(passwordAgain(account, { ...entryOf(account), host: 'MAIL.example' }), false);
    equal(passwordAgain(account, { ...entryOf(account), host: 'other.example' }), true);
    equal(passwordAgain(account, { ...entryOf(account), tls: 'none' }), true);
    equal(faultsIn(account, { ...entryOf(account), tls: 'none' }).password !== undefined, true);
});

test('what is plainly wrong is found without asking the server', () => {
    deepEqual(Object.keys(faultsIn(null, entryOf(null))), ['email', 'password', 'host']);
    deepEqual(faultsIn(null, filled), {});
    match(faultsIn(null, { ...filled, host: 'mail.example:993' }).host ?? '', /port has a field of its own/);
    match(faultsIn(null, { ...filled, port: '70000' }).port ?? '', /993 is usual/);
    match(faultsIn(null, { ...filled, port: '' }).port ?? '', /1 to 65535/);
});

test('a problem is told at the field that is to blame, with what the mail server said', () => {
    const refused = blameFor(new ApiProblem(422, 'provider-refused', 'Check both.', 'password', null, 'NO [AUTHENTICATIONFAILED]'));
    deepEqual(refused, { field: 'password', text: 'Check both.', said: 'NO [AUTHENTICATIONFAILED]' });
    equal(blamed('host-unknown', 'There is no server called x.', 'host'), 'host');
    equal(blamed('tls-not-offered', 'Choose TLS.', 'tls'), 'tls');
    equal(blamed('provider-busy', 'Try again.', null), null);
    equal(blamed('provider-busy', 'Try again.', 'a field of another form'), null);
    equal(blamed('conflict', 'a at mail.example:993 is connected already', 'username', 409), 'username');
    equal(blamed('invalid', 'displayName must not hold control characters', 'displayName', 400), 'displayName');
    equal(blamed('invalid', 'displayName must not hold control characters', null, 400), 'displayName');
    equal(blamed('internal', 'Something went wrong inside', null, 500), null);
    equal(blamed('offline', '', null, 0), null);
});
