package org.mailback.web.sync;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.web.problem.Problem;

/** Words that clients send for kinds and classes. */
final class Codes {

    private Codes() {}

    static @Nullable OperationKind kind(@Nullable String code) {
        return one("kind", code, OperationKind.values(), OperationKind::code);
    }

    static @Nullable ErrorClass errorClass(@Nullable String code) {
        return one("errorClass", code, ErrorClass.values(), ErrorClass::code);
    }

    private static <T> @Nullable T one(String name, @Nullable String code, T[] values, Function<T, String> codeOf) {
        if (code == null) {
            return null;
        }
        var wanted = code.toLowerCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(values)
                .filter(value -> codeOf.apply(value).equals(wanted))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(name + " must be one of "
                                + Arrays.stream(values).map(codeOf).collect(Collectors.joining(", ")))
                        .exception());
    }
}
