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
const blamed = (word: string, said: string, status = 502) => blameFor(new ApiProblem(status, word, said), filled).field;

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

test('a problem is told at the field that is to blame', () => {
    equal(blamed('provider-refused', 'mail.example: NO [AUTHENTICATIONFAILED]', 422), 'password');
    equal(blamed('provider-unreachable', 'mail.example:993: UnknownHostException: mail.example'), 'host');
    equal(blamed('provider-unreachable', 'mail.example:993: ConnectException: Connection refused'), 'port');
    equal(blamed('provider-unreachable', 'mail.example:993: not an IMAP server'), 'port');
    equal(blamed('provider-unreachable', 'mail.example:993: the server does not offer STARTTLS'), 'tls');
    equal(blamed('provider-unreachable', 'mail.example:993: no trusted TLS connection: PKIX path building failed'), 'tls');
    equal(blamed('provider-unreachable', 'mail.example:993: SocketTimeoutException: Connect timed out'), 'host');
    equal(blamed('conflict', 'a at mail.example:993 is connected already', 409), 'username');
    equal(blamed('invalid', 'displayName must not hold control characters', 400), 'displayName');
    equal(blamed('internal', 'Something went wrong inside', 500), null);
    equal(blamed('offline', '', 0), null);
});

test('the name of a host is not taken for what went wrong', () => {
    const entry = { ...filled, host: 'tls.example' };
    equal(blameFor(new ApiProblem(502, 'provider-unreachable', 'tls.example:1: busy'), entry).field, 'host');
});
