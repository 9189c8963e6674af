package org.mailback.platform;

import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One row of a table that travels to PostgreSQL as JSON. NUL, which PostgreSQL's text cannot hold, is left out. */
public final class Json {

    /** Looked up once: {@code Json.createObjectBuilder()} searches the class path for its provider each time. */
    private static final JsonBuilderFactory BUILDERS = jakarta.json.Json.createBuilderFactory(Map.of());

    private final JsonObjectBuilder object = BUILDERS.createObjectBuilder();

    private Json() {}

    public static Json of(String name, long value) {
        return new Json().with(name, value);
    }

    public Json with(String name, long value) {
        object.add(name, value);
        return this;
    }

    public Json with(String name, boolean value) {
        object.add(name, value);
        return this;
    }

    public Json with(String name, @Nullable String value) {
        if (value != null) {
            object.add(name, storable(value));
        }
        return this;
    }

    public Json withMillis(String name, @Nullable Duration value) {
        return value == null ? this : with(name, value.toMillis());
    }

    public Json with(String name, @Nullable Instant value) {
        return with(name, value == null ? null : value.toString());
    }

    /** In seconds. */
    public Json with(String name, @Nullable Duration value) {
        if (value != null) {
            object.add(name, value.toMillis() / 1000.0);
        }
        return this;
    }

    public Json with(String name, Collection<String> values) {
        var array = BUILDERS.createArrayBuilder();
        values.forEach(value -> array.add(storable(value)));
        object.add(name, array);
        return this;
    }

    /** Without NUL and unpaired surrogates, neither of which PostgreSQL can store. */
    public static String storable(String text) {
        boolean clean = text.indexOf('\0') < 0 && text.chars().noneMatch(c -> Character.isSurrogate((char) c));
        if (clean) {
            return text;
        }
        return text.codePoints()
                .filter(c -> c != 0 && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Rows as one array. */
    static String text(Stream<Json> rows) {
        var array = BUILDERS.createArrayBuilder();
        rows.forEach(row -> array.add(row.object));
        return array.build().toString();
    }
}
