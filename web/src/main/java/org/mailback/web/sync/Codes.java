package org.mailback.web.sync;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.web.problem.Problem;

/** Words that clients send for kinds, classes and the like. */
public final class Codes {

    private Codes() {}

    public static @Nullable OperationKind kind(@Nullable String code) {
        return one("kind", code, OperationKind.values(), OperationKind::code);
    }

    public static @Nullable ErrorClass errorClass(@Nullable String code) {
        return one("errorClass", code, ErrorClass.values(), ErrorClass::code);
    }

    /** @throws jakarta.ws.rs.WebApplicationException 400 naming the words that are known */
    public static <T extends Enum<T>> @Nullable T one(String name, @Nullable String word, T[] values) {
        return one(name, word, values, value -> camelCase(value.name()));
    }

    /** {@code LAST_ATTEMPT} is {@code lastAttempt}. */
    private static String camelCase(String constant) {
        var words = constant.toLowerCase(Locale.ROOT).split("_");
        var rest = Arrays.stream(words)
                .skip(1)
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        return words[0] + rest.collect(Collectors.joining());
    }

    private static <T> @Nullable T one(String name, @Nullable String code, T[] values, Function<T, String> codeOf) {
        if (code == null) {
            return null;
        }
        var wanted = code.replace('-', '_');
        return Arrays.stream(values)
                .filter(value -> codeOf.apply(value).equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(name + " must be one of "
                                + Arrays.stream(values).map(codeOf).collect(Collectors.joining(", ")))
                        .exception());
    }
}
