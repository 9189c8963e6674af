package org.mailback.web.problem;

import jakarta.ejb.EJBException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.platform.DatabaseTrouble;

/** The one place where what goes wrong becomes an HTTP answer. Nothing internal leaves it; the log has it under an incident's id. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    /** SQLSTATE class 23, integrity constraint violation. */
    private static final String CONSTRAINT = "23";

    @Override
    public Response toResponse(Throwable failure) {
        var cause = unwrapped(failure);
        if (cause instanceof MailboxProblem problem) {
            return of(problem).response();
        }
        if (cause instanceof WebApplicationException refusal) {
            return answer(refusal);
        }
        if (violatesConstraint(cause)) {
            LOG.infof("Refused a change that contradicts what is stored: %s", cause.getMessage());
            return Problem.of(409, "conflict", "This contradicts what is stored now; look again and repeat.")
                    .response();
        }
        var unavailable = unavailable(failure);
        return unavailable == null ? internal(failure) : unavailable.response();
    }

    static Problem of(MailboxProblem problem) {
        var detail = String.valueOf(problem.getMessage());
        return byKind(problem.kind(), detail).about(problem.field(), problem.said());
    }

    private static Problem byKind(MailboxProblem.Kind kind, String detail) {
        return switch (kind) {
            case NOT_FOUND -> Problem.notFound(detail);
            case INVALID -> Problem.badRequest(detail);
            case CONFLICT -> Problem.of(409, "conflict", detail);
            case TOO_MANY -> Problem.of(413, "too-many", detail);
            case TOO_LARGE -> Problem.of(422, "too-large", detail);
            case GONE -> Problem.of(410, "gone", detail);
            case PROVIDER_REFUSED -> Problem.of(422, "provider-refused", detail);
            case PROVIDER_UNREACHABLE -> Problem.of(502, "provider-unreachable", detail);
            case PROVIDER_BUSY -> Problem.of(502, "provider-busy", detail);
            case HOST_UNKNOWN -> Problem.of(502, "host-unknown", detail);
            case PORT_CLOSED -> Problem.of(502, "port-closed", detail);
            case NO_ANSWER -> Problem.of(502, "no-answer", detail);
            case NOT_IMAP -> Problem.of(502, "not-imap", detail);
            case TLS_NOT_OFFERED -> Problem.of(502, "tls-not-offered", detail);
            case TLS_REQUIRED -> Problem.of(502, "tls-required", detail);
            case TLS_NOT_TRUSTED -> Problem.of(502, "tls-not-trusted", detail);
        };
    }

    private static Response answer(WebApplicationException refusal) {
        var given = refusal.getResponse();
        int status = given.getStatus();
        if (status < 400 || MediaType.valueOf(Problem.MEDIA_TYPE).equals(given.getMediaType())) {
            return given;
        }
        if (status >= 500) {
            return internal(refusal);
        }
        var answer = Response.fromResponse(refused(status).response());
        Optional.ofNullable(given.getHeaderString(HttpHeaders.ALLOW))
                .ifPresent(allow -> answer.header(HttpHeaders.ALLOW, allow));
        return answer.build();
    }

    /** What JAX-RS refuses by itself; its own messages name classes. */
    static Problem refused(int status) {
        return switch (status) {
            case 401 -> Problem.of(401, "not-signed-in", "Sign in first: POST /api/session.");
            case 403 -> Problem.of(403, "forbidden", "Only an administrator may do this.");
            case 404 -> Problem.notFound("There is nothing at this address.");
            case 405 -> Problem.of(405, "method", "This address does not know this method; see the header Allow.");
            case 406 -> Problem.of(406, "not-acceptable", "This address answers application/json.");
            case 413 -> Problem.of(413, "too-large", "The request is too large.");
            case 415 -> Problem.of(415, "media-type", "The body must be application/json.");
            default -> Problem.of(status, "invalid", "The request cannot be understood.");
        };
    }

    /** Null if the failure has nothing to do with the database. */
    static @Nullable Problem unavailable(Throwable failure) {
        var trouble = DatabaseTrouble.in(failure);
        if (trouble == null) {
            return null;
        }
        var incident = UUID.randomUUID().toString();
        LOG.warnf("Incident %s: a request was not served, the database is not available: %s", incident, trouble);
        return Problem.unavailable(incident);
    }

    private static Response internal(Throwable failure) {
        var incident = UUID.randomUUID().toString();
        LOG.errorf(failure, "Incident %s: a request failed, its transaction is rolled back", incident);
        return Problem.internal(incident).response();
    }

    private static Throwable unwrapped(Throwable failure) {
        return causes(failure)
                .filter(cause -> cause instanceof MailboxProblem || cause instanceof WebApplicationException)
                .findFirst()
                .orElse(failure);
    }

    private static boolean violatesConstraint(Throwable failure) {
        return failure instanceof EJBException
                && causes(failure)
                        .anyMatch(cause -> cause instanceof SQLException sql
                                && sql.getSQLState() != null
                                && sql.getSQLState().startsWith(CONSTRAINT));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(20);
    }
}
