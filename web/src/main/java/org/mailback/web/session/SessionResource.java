package org.mailback.web.session;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.SecurityContext;
import jakarta.security.enterprise.authentication.mechanism.http.AuthenticationParameters;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.Caller;
import org.mailback.mailbox.Users;
import org.mailback.web.problem.Problem;

/** Signing in and out. */
@Path("session")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Session")
public class SessionResource {

    @Inject
    SecurityContext security;

    @Inject
    SignInThrottle throttle;

    @Inject
    CurrentCaller caller;

    @Inject
    Users users;

    public record SignIn(@Nullable String user, @Nullable String password) {

        @Override
        public String toString() {
            return "sign-in of " + user;
        }
    }

    /** @param role {@code user} or {@code admin} */
    public record Session(String user, String role) {

        static Session of(String name, boolean admin) {
            return new Session(name, admin ? Users.ADMIN : Users.USER);
        }
    }

    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Sign in; the answer sets the session cookie")
    public Session signIn(SignIn signIn, @Context HttpServletRequest request, @Context HttpServletResponse response)
            throws ServletException {
        var name = signIn.user();
        var password = signIn.password();
        if (name == null || name.isBlank() || password == null || password.isEmpty()) {
            throw Problem.badRequest("user and password are needed").exception();
        }
        refuseGuessing(name);
        // The container asks no mechanism again for a caller it already knows.
        signOut(request);
        var credential = new UsernamePasswordCredential(name, password);
        var parameters =
                AuthenticationParameters.withParams().credential(credential).newAuthentication(true);
        var status = security.authenticate(request, response, parameters);
        if (status != AuthenticationStatus.SUCCESS) {
            throttle.failed(name);
            throw Problem.of(401, "sign-in-refused", "The user or the password is wrong.")
                    .exception();
        }
        throttle.succeeded(name);
        var signedIn = SignedIn.of(request);
        if (signedIn == null) {
            throw new IllegalStateException("signed in without a session");
        }
        return Session.of(signedIn.name(), Users.ADMIN.equals(signedIn.role()));
    }

    private void refuseGuessing(String name) {
        var wait = throttle.wait(name);
        if (!wait.isZero()) {
            var problem =
                    Problem.of(429, "too-many-sign-ins", "Too many wrong passwords for this user; wait a little.");
            throw new WebApplicationException(Response.fromResponse(problem.response())
                    .header(HttpHeaders.RETRY_AFTER, wait.toSeconds() + 1)
                    .build());
        }
    }

    @GET
    @Operation(summary = "Who is signed in")
    public Session whoAmI() {
        Caller current = caller.get();
        return Session.of(current.name(), current.admin());
    }

    @DELETE
    @PermitAll
    @Operation(summary = "Sign out")
    public void signOut(@Context HttpServletRequest request) throws ServletException {
        request.logout();
        var session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }
}
