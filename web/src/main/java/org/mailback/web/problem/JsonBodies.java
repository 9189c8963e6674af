package org.mailback.web.problem;

import jakarta.json.JsonException;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbException;
import jakarta.json.stream.JsonParsingException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.NoContentException;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells what is wrong with a JSON body, without the parser's class names. */
@Provider
public class JsonBodies implements ReaderInterceptor {

    private static final Pattern PROPERTY = Pattern.compile("property '(\\w{1,40})'");

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        try {
            var body = context.proceed();
            if (body == null) {
                throw missing();
            }
            return body;
        } catch (NoContentException e) {
            throw missing();
        } catch (ProcessingException | JsonbException | JsonException e) {
            throw explain(e).exception();
        }
    }

    private static RuntimeException missing() {
        return Problem.badRequest("The body is missing: send a JSON object.").exception();
    }

    /** For a body that may be left out. @return empty if it is */
    public static <T> Optional<T> optional(String body, Class<T> type) {
        if (body.isBlank()) {
            return Optional.empty();
        }
        try (var jsonb = JsonbBuilder.create()) {
            return Optional.of(jsonb.fromJson(body, type));
        } catch (JsonbException | JsonException e) {
            throw explain(e).exception();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static Problem explain(Throwable failure) {
        var causes = Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .toList();
        for (var cause : causes) {
            if (cause instanceof JsonParsingException parsing && parsing.getLocation() != null) {
                return Problem.badRequest("The body is not valid JSON: line "
                        + parsing.getLocation().getLineNumber() + ", column "
                        + parsing.getLocation().getColumnNumber() + ".");
            }
        }
        return causes.stream()
                .map(cause -> PROPERTY.matcher(String.valueOf(cause.getMessage())))
                .filter(matcher -> matcher.find())
                .map(matcher -> Problem.badRequest("The field " + matcher.group(1) + " has a value of the wrong type.")
                        .about(matcher.group(1), null))
                .findFirst()
                .orElseGet(() -> Problem.badRequest("The body is not the JSON object that this address expects."));
    }
}
