package org.mailback.provider.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values in a response's text: a list is a {@code List}, an atom, quoted string or literal a {@code String} whose
 * characters are octets, NIL is null. Reads as far as it can; nonsense ends the reading, never the conversation.
 */
final class Tokens {

    private static final int DEEPEST = 50;

    private final String text;
    private int at;

    private Tokens(String text) {
        this.text = text;
    }

    static List<@Nullable Object> of(String text) {
        return new Tokens(text).list(0);
    }

    /** Octets as text: UTF-8 where they are that, else ISO 8859-1. */
    static String decoded(String octets) {
        var bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return octets;
        }
    }

    static @Nullable String string(List<?> values, int index) {
        return index < values.size() && values.get(index) instanceof String value ? value : null;
    }

    static List<?> list(List<?> values, int index) {
        return index < values.size() && values.get(index) instanceof List<?> value ? value : List.of();
    }

    private List<@Nullable Object> list(int depth) {
        var values = new ArrayList<@Nullable Object>();
        while (true) {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            if (at >= text.length()) {
                return values;
            }
            var next = text.charAt(at);
            if (next == ')') {
                at++;
                return values;
            }
            if (next == '(') {
                at++;
                values.add(depth == DEEPEST ? List.of() : list(depth + 1));
            } else if (next == '"') {
                values.add(quoted());
            } else if (next == '{') {
                values.add(literal());
            } else {
                var atom = atom();
                values.add(atom.equalsIgnoreCase("NIL") ? null : atom);
            }
        }
    }

    private String quoted() {
        var value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
        }
        at++;
        return value.toString();
    }

    private String literal() {
        var close = text.indexOf('}', at);
        var length = close < 0 ? 0 : Numbers.parse(text.substring(at + 1, close));
        var from = Math.min(text.length(), close < 0 ? text.length() : close + 3);
        var to = (int) Math.min(text.length(), from + length);
        at = to;
        return text.substring(from, to);
    }

    /**
     * An atom; what stands in brackets belongs to it, as in {@code BODY[HEADER.FIELDS (TO)]<0>}. A literal ends it, because
     * GreenMail leaves out the space before that.
     */
    private String atom() {
        var from = at;
        var brackets = 0;
        for (; at < text.length(); at++) {
            var next = text.charAt(at);
            if (next == '[') {
                brackets++;
            } else if (next == ']') {
                brackets--;
            } else if (brackets <= 0 && (next == ' ' || next == '(' || next == ')' || next == '"' || next == '{')) {
                break;
            }
        }
        if (at == from) {
            at++;
        }
        return text.substring(from, at);
    }
}
