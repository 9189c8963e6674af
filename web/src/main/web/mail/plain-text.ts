export type TextPart = { text: string; href: string | null };
export type TextBlock = { quote: number; parts: TextPart[] };

/** Every part is bounded, so that no text makes the search slow. */
const LINK = /\bhttps?:\/\/[^\s<>"\u0000-\u001f]{1,2000}|\bmailto:[^\s<>"]{1,500}|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/gi;
const MOST_LINKS = 2_000;
const DEEPEST = 3;
const MOST_TRIMMED = 10;

/** A text body in blocks of equally quoted lines, with what can be followed told apart. */
export function textBlocks(text: string): TextBlock[] {
    const blocks: { quote: number; lines: string[] }[] = [];
    for (const line of text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n')) {
        const quote = quoteOf(line);
        const last = blocks.at(-1);
        if (last !== undefined && last.quote === quote) {
            last.lines.push(line);
        } else {
            blocks.push({ quote, lines: [line] });
        }
    }
    let room = MOST_LINKS;
    return blocks.map(({ quote, lines }) => {
        const parts = linkParts(lines.join('\n'), room);
        room -= parts.filter(part => part.href !== null).length;
        return { quote, parts };
    });
}

function quoteOf(line: string): number {
    const marks = /^(?:> ?)+/.exec(line)?.[0] ?? '';
    return Math.min(marks.replaceAll(' ', '').length, DEEPEST);
}

function linkParts(text: string, most: number): TextPart[] {
    const parts: TextPart[] = [];
    let from = 0;
    let links = 0;
    for (const match of text.matchAll(LINK)) {
        if (links === most) {
            break;
        }
        const shown = withoutPunctuation(match[0]);
        const href = addressOf(shown);
        if (href === null) {
            continue;
        }
        if (match.index > from) {
            parts.push({ text: text.slice(from, match.index), href: null });
        }
        parts.push({ text: shown, href });
        from = match.index + shown.length;
        links++;
    }
    if (from < text.length) {
        parts.push({ text: text.slice(from), href: null });
    }
    return parts;
}

/** The stop at the end of a sentence, or the bracket around an address, is not part of it. */
function withoutPunctuation(link: string): string {
    let end = link;
    for (let trimmed = 0; trimmed < MOST_TRIMMED; trimmed++) {
        const last = end.at(-1) ?? '';
        const opening = { ')': '(', ']': '[', '}': '{' }[last];
        const unbalanced = opening !== undefined && end.split(last).length > end.split(opening).length;
        if (!unbalanced && !/[.,;:!?'*_~’”»]/.test(last)) {
            break;
        }
        end = end.slice(0, -1);
    }
    return end;
}

function addressOf(link: string): string | null {
    try {
        const url = new URL(/^(?:https?|mailto):/i.test(link) ? link : `mailto:${link}`);
        return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
    } catch {
        return null;
    }
}
