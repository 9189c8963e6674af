package org.mailback.web.session;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import org.mailback.mailbox.Caller;
import org.mailback.mailbox.Users;
import org.mailback.web.problem.Problem;

/** The caller of this request, as the beans behind want to know it. */
@RequestScoped
public class CurrentCaller {

    @Inject
    HttpServletRequest request;

    @Inject
    Users users;

    /** @throws jakarta.ws.rs.WebApplicationException 401 if nobody is signed in */
    public Caller get() {
        var principal = request.getUserPrincipal();
        if (principal == null) {
            throw notSignedIn();
        }
        var signedIn = SignedIn.of(request);
        if (signedIn != null && signedIn.name().equals(principal.getName())) {
            return new Caller(signedIn.userId(), signedIn.name(), isAdmin());
        }
        return users.find(principal.getName())
                .map(user -> new Caller(user.id(), user.name(), isAdmin()))
                .orElseThrow(CurrentCaller::notSignedIn);
    }

    private boolean isAdmin() {
        return request.isUserInRole(Users.ADMIN);
    }

    static RuntimeException notSignedIn() {
        return Problem.of(401, "not-signed-in", "Sign in first: POST /api/session.")
                .exception();
    }
}
