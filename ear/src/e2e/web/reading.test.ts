import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { addressesIn, addressIn, visible } from '../../../../web/src/main/web/mail/addresses.ts';
import { textBlocks } from '../../../../web/src/main/web/mail/plain-text.ts';
import { syncNotices, whyWaiting } from '../../../../web/src/main/web/mail/sync-notice.ts';
import type { Operation } from '../../../../web/src/main/web/shared/types.ts';

const links = (text: string): (string | null)[] => textBlocks(text).flatMap(block => block.parts.map(part => part.href)).filter(href => href !== null);

test('commas within quotes separate no addresses', () => {
    deepEqual(addressesIn('"Lovelace, Ada" <ada@example.org>, bob@example.org; "C \\"x, y\\"" <c@example.org>'), [
        { name: 'Lovelace, Ada', address: 'ada@example.org' },
        { name: '', address: 'bob@example.org' },
        { name: 'C "x, y"', address: 'c@example.org' },
    ]);
    deepEqual(addressesIn(''), []);
});

test('a broken header is still shown', () => {
    deepEqual(addressesIn('"never closed <a@b>'), [{ name: '"never closed', address: 'a@b' }]);
    deepEqual(addressIn('undisclosed-recipients:'), { name: '', address: 'undisclosed-recipients:' });
});

test('a name cannot turn the writing around, and a name that is the address is not shown twice', () => {
    equal(visible('invoice\u202efdp.exe'), 'invoice fdp.exe');
    deepEqual(addressIn('"ada@example.org" <ada@example.org>'), { name: '', address: 'ada@example.org' });
    deepEqual(addressIn('"ceo@bank.example" <x@evil.example>'), { name: 'ceo@bank.example', address: 'x@evil.example' });
});

test('links end where the sentence goes on', () => {
    deepEqual(links('See https://a.example/x. And (https://b.example/y_(z)), https://c.example/?q=1!'), [
        'https://a.example/x',
        'https://b.example/y_(z)',
        'https://c.example/?q=1',
    ]);
    deepEqual(links('write to bob@example.org.'), ['mailto:bob@example.org']);
});

test('only what is harmless to follow becomes a link', () => {
    deepEqual(links('javascript:alert(1) data:text/html,x file:///etc/passwd vbscript:x'), []);
    deepEqual(links('https://[broken'), []);
});

test('no text is lost or changed between the parts', () => {
    const text = 'a https://x.example, b\n> c@d.example\n>> e\nend';
    equal(textBlocks(text).map(block => block.parts.map(part => part.text).join('')).join('\n'), text);
    deepEqual(textBlocks(text).map(block => block.quote), [0, 1, 2, 0]);
});

test('a long hostile text is taken apart at once', () => {
    const from = performance.now();
    textBlocks(`${'a'.repeat(200_000)}@`);
    textBlocks('a.'.repeat(100_000));
    textBlocks('https://x.example/ '.repeat(20_000));
    textBlocks('>'.repeat(200_000));
    textBlocks(`https://x.example/${')'.repeat(20_000)}`);
    equal(performance.now() - from < 2_000, true);
});

const operation = (id: number, status: Operation['status'], kind: Operation['kind'] = 'trash'): Operation => ({
    id, accountId: 1, messageId: 1, kind, status, attempts: 1, maxAttempts: 8, createdAt: '', lastAttempt: null, lastError: null,
    errorClass: null, notBefore: null, inFlight: false, note: null,
});

test('what failed is told before what is on its way, the newest first', () => {
    deepEqual(syncNotices([operation(1, 'failed'), operation(2, 'pending'), operation(3, 'failed', 'mark_read')]).map(notice => notice.title), [
        'Marking it read failed',
        'Moving it to Trash failed',
    ]);
    deepEqual(syncNotices([operation(2, 'pending')]).map(notice => notice.title), ['Moved to Trash here']);
    deepEqual(syncNotices([operation(2, 'completed'), operation(3, 'cancelled')]), []);
    equal(whyWaiting(null), null);
});
