import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSingleKey, KeyMatcher, nameOf, type Press, type Shortcut } from '../../../../web/src/main/web/shared/shortcuts.ts';

function key(name: string, modifiers: Partial<Press> = {}): Press {
    return { key: name, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...modifiers };
}

function shortcut(keys: string[], when?: () => boolean): Shortcut {
    const made: Shortcut = { keys, group: 'g', does: keys[0] ?? '', run: () => undefined };
    if (when) {
        made.when = when;
    }
    return made;
}

test('letters tell Shift apart, symbols are taken as typed', () => {
    assert.equal(nameOf(key('I', { shiftKey: true })), 'Shift+i');
    assert.equal(nameOf(key('i')), 'i');
    assert.equal(nameOf(key('I')), 'i', 'caps lock');
    assert.equal(nameOf(key('#', { shiftKey: true })), '#', 'Shift+3 on one keyboard');
    assert.equal(nameOf(key('#')), '#', 'a key of its own on another');
    assert.equal(nameOf(key('ArrowDown', { shiftKey: true })), 'Shift+ArrowDown');
});

test('Ctrl and Cmd are the same', () => {
    assert.equal(nameOf(key('z', { ctrlKey: true })), 'Ctrl+z');
    assert.equal(nameOf(key('z', { metaKey: true })), 'Ctrl+z');
    assert.equal(nameOf(key('Z', { ctrlKey: true, shiftKey: true })), 'Ctrl+Shift+z');
});

test('single keys are bare characters, also with Shift and in sequences', () => {
    for (const keys of ['j', '#', 'Shift+i', 'g i', '* a', '?']) {
        assert.ok(isSingleKey(keys), keys);
    }
    for (const keys of ['Enter', 'Ctrl+z', 'ArrowDown', 'Shift+ArrowDown', 'Delete', 'Escape']) {
        assert.equal(isSingleKey(keys), false, keys);
    }
});

test('a sequence waits for its second key', () => {
    const inbox = shortcut(['g i']);
    const trash = shortcut(['g t']);
    const matcher = new KeyMatcher(() => [inbox, trash]);
    assert.equal(matcher.press(key('g'), 0, true), 'wait');
    assert.equal(matcher.press(key('t'), 300, true), trash);
    assert.equal(matcher.press(key('t'), 400, true), null, 'it is over');
});

test('a sequence that takes too long is none', () => {
    const matcher = new KeyMatcher(() => [shortcut(['g i'])]);
    assert.equal(matcher.press(key('g'), 0, true), 'wait');
    assert.equal(matcher.press(key('i'), 5_000, true), null);
});

test('a key that ends no sequence means what it means alone', () => {
    const next = shortcut(['j', 'ArrowDown']);
    const matcher = new KeyMatcher(() => [shortcut(['g i']), next]);
    matcher.press(key('g'), 0, true);
    assert.equal(matcher.press(key('j'), 100, true), next);
    matcher.press(key('g'), 200, true);
    assert.equal(matcher.press(key('g'), 300, true), 'wait', 'the sequence begins anew');
});

test('single keys can be turned off, the others stay', () => {
    const next = shortcut(['j', 'ArrowDown']);
    const undo = shortcut(['z', 'Ctrl+z']);
    const matcher = new KeyMatcher(() => [next, undo, shortcut(['g i'])]);
    assert.equal(matcher.press(key('j'), 0, false), null);
    assert.equal(matcher.press(key('g'), 0, false), null);
    assert.equal(matcher.press(key('ArrowDown'), 1, false), next);
    assert.equal(matcher.press(key('z', { ctrlKey: true }), 2, false), undo);
});

test('a shortcut that does not apply now lets another have its key', () => {
    let inTrash = false;
    const forever = shortcut(['#'], () => inTrash);
    const trash = shortcut(['#'], () => !inTrash);
    const matcher = new KeyMatcher(() => [forever, trash]);
    assert.equal(matcher.press(key('#'), 0, true), trash);
    inTrash = true;
    assert.equal(matcher.press(key('#'), 5_000, true), forever);
});

test('a shortcut with a modifier is not the one without', () => {
    const matcher = new KeyMatcher(() => [shortcut(['s'])]);
    assert.equal(matcher.press(key('s', { ctrlKey: true }), 0, true), null, 'the browser saves the page');
    assert.equal(matcher.press(key('s', { altKey: true }), 0, true), null);
});
