package org.mailback.web.event;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mailback.event.Scope;
import org.mailback.mailbox.Users;
import org.mailback.web.problem.Problem;
import org.mailback.web.session.SignedIn;

/** Opens an event stream. The browser's {@code EventSource} sends the last id when it reconnects; {@code lastEventId} does the same. */
@WebServlet(urlPatterns = EventsServlet.PATH, asyncSupported = true)
public class EventsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    static final String PATH = "/api/events";

    @Inject
    OpenStreams streams;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var signedIn = SignedIn.of(request);
        var scope = request.getParameter("scope");
        var problem = refusal(request, signedIn, scope);
        if (problem != null) {
            problem.writeTo(response);
            return;
        }
        var listener = new Listener(
                Objects.requireNonNull(signedIn),
                request.getSession().getId(),
                new Scope(signedIn.userId(), "all".equals(scope)));
        if (!streams.hasRoom(signedIn.userId())) {
            response.setHeader("Retry-After", "15");
            Problem.of(429, "too-many-streams", "You have too many event streams open; close one, or wait a little.")
                    .writeTo(response);
            return;
        }
        stream(listener, request, response);
    }

    private static @Nullable Problem refusal(
            HttpServletRequest request, @Nullable SignedIn signedIn, @Nullable String scope) {
        if (signedIn == null || request.getUserPrincipal() == null) {
            return Problem.of(401, "not-signed-in", "Sign in first: POST /api/session.");
        }
        if (scope != null && !scope.equals("own") && !scope.equals("all")) {
            return Problem.badRequest("scope must be own or all");
        }
        if ("all".equals(scope) && !request.isUserInRole(Users.ADMIN)) {
            return Problem.of(403, "forbidden", "Only an administrator may do this.");
        }
        return null;
    }

    private void stream(Listener listener, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        // nginx would collect the events until its buffer is full.
        response.setHeader("X-Accel-Buffering", "no");
        var async = request.startAsync();
        async.setTimeout(0);
        var stream = new EventStream(listener, async, response.getOutputStream(), streams);
        streams.open(stream, lastEventId(request));
    }

    private static @Nullable String lastEventId(HttpServletRequest request) {
        var header = request.getHeader("Last-Event-ID");
        return header != null && !header.isEmpty() ? header : request.getParameter("lastEventId");
    }
}
