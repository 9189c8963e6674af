package org.mailback.web.session;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Arrays;
import org.mailback.web.problem.Problem;

/** Whoever forgets to say who may call a resource has closed it to strangers: only {@code @PermitAll} opens it. */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class Access implements ContainerRequestFilter {

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        var method = resource.getResourceMethod();
        if (method.isAnnotationPresent(PermitAll.class)) {
            return;
        }
        var security = request.getSecurityContext();
        if (security.getUserPrincipal() == null) {
            throw CurrentCaller.notSignedIn();
        }
        var roles = method.getAnnotation(RolesAllowed.class);
        if (roles == null) {
            roles = resource.getResourceClass().getAnnotation(RolesAllowed.class);
        }
        if (roles != null && Arrays.stream(roles.value()).noneMatch(security::isUserInRole)) {
            throw Problem.of(403, "forbidden", "Only an administrator may do this.")
                    .exception();
        }
    }
}
