package org.mailback.web;

import jakarta.annotation.security.DeclareRoles;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** Everything that is not a page lives below {@code /api}. */
@ApplicationPath("/api")
@DeclareRoles({"user", "admin"})
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Mailback",
                        version = "1.0",
                        description =
                                "Mail back end of a webmail. Actions change the message at once and reach the mail provider soon after. "
                                        + "Errors are application/problem+json; lists are paged by the cursor in next."),
        security = @SecurityRequirement(name = "session"))
@SecurityScheme(
        securitySchemeName = "session",
        type = SecuritySchemeType.APIKEY,
        in = SecuritySchemeIn.COOKIE,
        apiKeyName = "MAILBACK")
public class RestApplication extends Application {}
