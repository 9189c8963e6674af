/** A key, or keys one after the other ("g i"); modifiers are written before it: "Ctrl+z", "Shift+ArrowDown". */
export type Shortcut = {
    keys: string[];
    group: string;
    does: string;
    run: () => void;
    /** Whether it applies just now, by these of its keys; always, if missing. */
    when?: (keys: string) => boolean;
};

export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'>;

const SETTING = 'mailback.single-keys';
const SEQUENCE_MS = 1_200;

/** Letters and named keys tell Shift apart; symbols are matched as typed, because keyboards put them in different places. */
export function nameOf(press: Press): string {
    const letter = /^[a-z]$/i.test(press.key);
    const named = press.key.length > 1;
    const modifiers =
        (press.ctrlKey || press.metaKey ? 'Ctrl+' : '') +
        (press.altKey ? 'Alt+' : '') +
        (press.shiftKey && (letter || named) ? 'Shift+' : '');
    return modifiers + (letter ? press.key.toLowerCase() : press.key);
}

/** Whether every step is a bare character, which people who speak to their computer must be able to turn off (WCAG 2.1.4). */
export function isSingleKey(keys: string): boolean {
    return keys.split(' ').every(key => key.replace(/^Shift\+/, '').length === 1);
}

export function typingIn(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) {
        return false;
    }
    const input = target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
    return input || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Finds what a row of key presses means. Knows nothing of the page, so that it can be tested without one. */
export class KeyMatcher {
    private pressed = '';
    private at = 0;
    private readonly shortcuts: () => readonly Shortcut[];

    constructor(shortcuts: () => readonly Shortcut[]) {
        this.shortcuts = shortcuts;
    }

    /** @returns the shortcut to run; `wait` if more keys may follow; null if the press means nothing */
    press(press: Press, now: number, singleKeys: boolean): Shortcut | 'wait' | null {
        const key = nameOf(press);
        const sequence = now - this.at < SEQUENCE_MS && this.pressed !== '' ? `${this.pressed} ${key}` : key;
        this.at = now;
        for (const candidate of sequence === key ? [key] : [sequence, key]) {
            const found = this.find(candidate, singleKeys);
            if (found !== null) {
                this.pressed = found === 'wait' ? candidate : '';
                return found;
            }
        }
        this.pressed = '';
        return null;
    }

    private find(sequence: string, singleKeys: boolean): Shortcut | 'wait' | null {
        let wait = false;
        for (const shortcut of this.shortcuts()) {
            for (const keys of shortcut.keys) {
                if ((!singleKeys && isSingleKey(keys)) || shortcut.when?.(keys) === false) {
                    continue;
                }
                if (keys === sequence) {
                    return shortcut;
                }
                wait ||= keys.startsWith(`${sequence} `);
            }
        }
        return wait ? 'wait' : null;
    }
}

/** The page's keyboard shortcuts. They rest while somebody types or a dialog is open. */
export class Shortcuts {
    readonly list: Shortcut[] = [];
    private readonly matcher = new KeyMatcher(() => this.list);

    get singleKeys(): boolean {
        return localStorage.getItem(SETTING) !== 'off';
    }

    set singleKeys(on: boolean) {
        localStorage.setItem(SETTING, on ? 'on' : 'off');
    }

    add(...shortcuts: Shortcut[]): void {
        this.list.push(...shortcuts);
    }

    start(): void {
        document.addEventListener('keydown', this.pressed);
    }

    stop(): void {
        document.removeEventListener('keydown', this.pressed);
    }

    private readonly pressed = (event: KeyboardEvent): void => {
        const modifier = ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key);
        if (event.defaultPrevented || event.isComposing || modifier || typingIn(event.target)) {
            return;
        }
        if (document.querySelector('dialog[open], :popover-open') !== null) {
            return;
        }
        const found = this.matcher.press(event, event.timeStamp, this.singleKeys);
        if (found !== null) {
            event.preventDefault();
            if (found !== 'wait') {
                found.run();
            }
        }
    };
}
