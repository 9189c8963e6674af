package org.mailback.web.session;

import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in, kept in the HTTP session.
 *
 * @param mark changes when password or role change; then the session is over
 * @param checkedAt when the mark was last compared
 */
public record SignedIn(long userId, String name, String role, String mark, Instant checkedAt) implements Serializable {

    private static final String ATTRIBUTE = SignedIn.class.getName();

    public static @Nullable SignedIn of(HttpServletRequest request) {
        var session = request.getSession(false);
        return session == null ? null : (SignedIn) session.getAttribute(ATTRIBUTE);
    }

    void keepIn(HttpServletRequest request) {
        request.getSession().setAttribute(ATTRIBUTE, this);
    }

    /** @param seconds how long a session lasts that nobody uses; 0: for ever */
    boolean isIdle(int seconds, Instant now) {
        return seconds > 0 && now.isAfter(checkedAt.plusSeconds(seconds));
    }

    SignedIn checked(Instant now) {
        return new SignedIn(userId, name, role, mark, now);
    }
}
