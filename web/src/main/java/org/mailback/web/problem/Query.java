package org.mailback.web.problem;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads query parameters. JAX-RS would answer a wrong one with 404. An empty one counts as not given. */
public final class Query {

    private static final int LONGEST = 200;

    private Query() {}

    public static @Nullable String text(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    /** Of at most {@value #LONGEST} characters, without control characters; no database could look for NUL. */
    public static @Nullable String line(String name, @Nullable String value) {
        var text = text(value == null ? null : value.strip());
        if (text != null && text.length() > LONGEST) {
            throw Problem.badRequest(name + " must not be longer than " + LONGEST + " characters")
                    .exception();
        }
        if (text != null && text.chars().anyMatch(c -> Character.isISOControl(c))) {
            throw Problem.badRequest(name + " must not hold control characters").exception();
        }
        return text;
    }

    /** Between two bounds. */
    public static int within(String name, @Nullable String value, int byDefault, int least, int most) {
        int number = small(name, value, byDefault);
        if (number < least || number > most) {
            throw Problem.badRequest(name + " must be between " + least + " and " + most)
                    .exception();
        }
        return number;
    }

    public static @Nullable Long number(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw Problem.badRequest(name + " must be a whole number").exception();
        }
    }

    /** Whole numbers between commas; none if there is no value. */
    public static List<Long> numbers(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return List.of();
        }
        try {
            return Arrays.stream(value.split(",", -1))
                    .map(number -> Long.valueOf(number.strip()))
                    .distinct()
                    .toList();
        } catch (NumberFormatException e) {
            throw Problem.badRequest(name + " must be whole numbers, separated by commas")
                    .exception();
        }
    }

    public static int small(String name, @Nullable String value, int byDefault) {
        var number = number(name, value);
        if (number == null) {
            return byDefault;
        }
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw Problem.badRequest(name + " is out of range").exception();
        }
        return number.intValue();
    }

    public static @Nullable Boolean flag(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        return switch (value) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw Problem.badRequest(name + " must be true or false").exception();
        };
    }
}
