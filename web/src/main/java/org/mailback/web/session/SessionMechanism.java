package org.mailback.web.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.CallerPrincipal;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.mailback.mailbox.Users;

/**
 * Signs in with a credential that {@code POST /api/session} hands over, whichever identity store accepts it, and keeps the
 * caller in the HTTP session. It never answers by itself: what needs a caller says so in JAX-RS, as problem+json.
 */
@ApplicationScoped
public class SessionMechanism implements HttpAuthenticationMechanism {

    private static final String EVENTS = "/api/events";
    private static final Duration CHECK_EVERY = Duration.ofSeconds(30);

    @Inject
    IdentityStoreHandler stores;

    @Inject
    Users users;

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        if (context.isAuthenticationRequest()) {
            return signIn(request, response, context);
        }
        var signedIn = SignedIn.of(request);
        if (signedIn == null) {
            return context.doNothing();
        }
        if (!stillValid(signedIn, request)) {
            request.getSession().invalidate();
            return context.doNothing();
        }
        return context.notifyContainerAboutLogin(new CallerPrincipal(signedIn.name()), Set.of(signedIn.role()));
    }

    private AuthenticationStatus signIn(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        Credential credential = context.getAuthParameters().getCredential();
        var result = credential == null ? CredentialValidationResult.INVALID_RESULT : stores.validate(credential);
        var user = result.getStatus() == CredentialValidationResult.Status.VALID
                ? users.find(result.getCallerPrincipal().getName())
                : Optional.<Users.User>empty();
        var mark = user.flatMap(found -> users.mark(found.name()));
        if (user.isEmpty() || mark.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            return AuthenticationStatus.SEND_FAILURE;
        }
        // A new session takes over an id that the client sends; one that is only known from now on must follow.
        request.getSession();
        request.changeSessionId();
        new SignedIn(user.get().id(), user.get().name(), user.get().role(), mark.get(), Instant.now()).keepIn(request);
        return context.notifyContainerAboutLogin(
                new CallerPrincipal(user.get().name()), Set.of(user.get().role()));
    }

    /**
     * Looks at the user once in a while, so that a changed password or role ends the sessions opened before. An event stream
     * is nobody's doing: a browser that only reopens it does not keep a session alive that nobody uses.
     */
    private boolean stillValid(SignedIn signedIn, HttpServletRequest request) {
        var now = Instant.now();
        boolean stream = request.getRequestURI().equals(request.getContextPath() + EVENTS);
        if (stream && signedIn.isIdle(request.getSession().getMaxInactiveInterval(), now)) {
            return false;
        }
        // What was checked in the future was checked by another node's clock, or before this one was set.
        if (!now.isBefore(signedIn.checkedAt())
                && now.isBefore(signedIn.checkedAt().plus(CHECK_EVERY))) {
            return true;
        }
        if (!users.mark(signedIn.name()).filter(signedIn.mark()::equals).isPresent()) {
            return false;
        }
        if (!stream) {
            signedIn.checked(now).keepIn(request);
        }
        return true;
    }
}
