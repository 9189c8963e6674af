package org.mailback.web;

import jakarta.json.bind.JsonbException;
import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.stream.JsonParser;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads ids exactly. By default a number that is too large wraps round and a fraction is cut off, and the id of another
 * message comes out.
 */
final class WholeNumbers {

    private WholeNumbers() {}

    private static long read(JsonParser parser, long least, long most) {
        try {
            long number = parser.getBigDecimal().longValueExact();
            if (number >= least && number <= most) {
                return number;
            }
        } catch (ArithmeticException | IllegalStateException | NumberFormatException e) {
            throw new JsonbException("not a whole number", e);
        }
        throw new JsonbException("a number out of range");
    }

    static final class Long64 implements JsonbDeserializer<Long> {
        @Override
        public @Nullable Long deserialize(JsonParser parser, DeserializationContext context, Type type) {
            return read(parser, Long.MIN_VALUE, Long.MAX_VALUE);
        }
    }

    static final class Int32 implements JsonbDeserializer<Integer> {
        @Override
        public @Nullable Integer deserialize(JsonParser parser, DeserializationContext context, Type type) {
            return (int) read(parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
    }
}
