package org.mailback.web.problem;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 writes it.
 *
 * @param type {@code urn:mailback:problem:} and a word that programs can rely on
 * @param field what in the request has to be mended; null where that is not one field
 * @param said the mail provider's own words, if it said anything
 * @param incident what to look for in the server's log; null where the log has nothing to add
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String field,
        @Nullable String said,
        @Nullable String incident) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** Seconds. */
    private static final String RETRY_AFTER = "5";

    private static final String TYPES = "urn:mailback:problem:";

    /** @param word ends the type, for example {@code not-found} */
    public static Problem of(int status, String word, String detail) {
        return new Problem(TYPES + word, title(status), status, detail, null, null, null);
    }

    public Problem about(@Nullable String field, @Nullable String said) {
        return new Problem(type, title, status, detail, field, said, incident);
    }

    public static Problem badRequest(String detail) {
        return of(400, "invalid", detail);
    }

    public static Problem notFound(String detail) {
        return of(404, "not-found", detail);
    }

    static Problem internal(String incident) {
        var detail =
                "Something went wrong inside; nothing is known to be changed. The log has more under the incident's id.";
        return new Problem(TYPES + "internal", title(500), 500, detail, null, null, incident);
    }

    /** The database is away or busy; a commit that was under way may have happened. */
    static Problem unavailable(String incident) {
        var detail =
                "The database is not available at the moment. Try again in a few seconds: to ask for the same twice"
                        + " does no harm.";
        return new Problem(TYPES + "unavailable", title(503), 503, detail, null, null, incident);
    }

    private static String title(int status) {
        var known = Response.Status.fromStatusCode(status);
        return switch (status) {
            case 422 -> "Unprocessable Content";
            default -> known == null ? "Problem" : known.getReasonPhrase();
        };
    }

    public String json() {
        var json = Json.createObjectBuilder()
                .add("type", type)
                .add("title", title)
                .add("status", status)
                .add("detail", detail);
        addUnlessNull(json, "field", field);
        addUnlessNull(json, "said", said);
        addUnlessNull(json, "incident", incident);
        return json.build().toString();
    }

    private static void addUnlessNull(JsonObjectBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.add(name, value);
        }
    }

    public Response response() {
        var response = Response.status(status).type(MEDIA_TYPE).entity(json());
        if (status == 503) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        return response.build();
    }

    public WebApplicationException exception() {
        return new WebApplicationException(detail, response());
    }

    /** For filters, which answer before JAX-RS is asked. */
    public void writeTo(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setContentType(MEDIA_TYPE);
        response.setHeader("Cache-Control", "no-store");
        if (status == 503) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        response.getOutputStream().write(json().getBytes(StandardCharsets.UTF_8));
    }
}
