export type Address = { name: string; address: string };

/** The mailboxes of a To or Cc header; commas within quotes, comments and angle brackets separate nothing. */
export function addressesIn(header: string): Address[] {
    const found: Address[] = [];
    let part = '';
    let quoted = false;
    let depth = 0;
    for (let i = 0; i < header.length; i++) {
        const c = header[i] as string;
        if (c === '\\') {
            part += c + (header[++i] ?? '');
            continue;
        }
        if (c === '"') {
            quoted = !quoted;
        } else if (!quoted && (c === '<' || c === '(')) {
            depth++;
        } else if (!quoted && (c === '>' || c === ')')) {
            depth = Math.max(0, depth - 1);
        }
        if ((c === ',' || c === ';') && !quoted && depth === 0) {
            push(found, part);
            part = '';
        } else {
            part += c;
        }
    }
    push(found, part);
    return found;
}

function push(found: Address[], part: string): void {
    const one = addressIn(part);
    if (one.address !== '' || one.name !== '') {
        found.push(one);
    }
}

/** One mailbox: `"Ada Lovelace" <ada@example.org>`, or the bare address. */
export function addressIn(text: string): Address {
    const named = /^([^]*?)<([^<>]*)>[^<>]*$/.exec(text);
    if (named === null) {
        return { name: '', address: visible(text.trim()) };
    }
    const name = (named[1] ?? '').trim().replace(/^"([^]*)"$/, '$1').replace(/\\(.)/g, '$1').trim();
    const address = visible((named[2] ?? '').trim());
    return { name: visible(name) === address ? '' : visible(name), address };
}

/** Without characters that turn the writing around, or that cannot be seen: "exe.fdp" must not read "pdf.exe". */
export function visible(text: string): string {
    return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/g, ' ').trim();
}
