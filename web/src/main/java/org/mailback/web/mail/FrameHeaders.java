package org.mailback.web.mail;

import jakarta.json.Json;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.mailback.web.problem.Problem;

/**
 * What a browser may do with a message's body: nothing but show it. It has no origin, runs nothing, loads nothing but the
 * images that the reader asked for, and is framed by our own pages only. A problem becomes a page as well, for it is a reader
 * who sees it and not a program.
 */
@Provider
@FramedBody
public class FrameHeaders implements ContainerResponseFilter {

    private static final String POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
            + "style-src 'unsafe-inline'; img-src %s; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (MediaType.valueOf(Problem.MEDIA_TYPE).equals(response.getMediaType())) {
            var detail = Json.createReader(new StringReader((String) response.getEntity()))
                    .readObject()
                    .getString("detail");
            // As octets: RESTEasy would escape the text of a failed request once more.
            var page = BodyPage.notice(detail).getBytes(StandardCharsets.UTF_8);
            response.setEntity(page, null, MediaType.valueOf(BodyPage.MEDIA_TYPE));
        }
        boolean images = "true".equals(request.getUriInfo().getQueryParameters().getFirst("images"));
        var headers = response.getHeaders();
        headers.putSingle("Content-Security-Policy", policy(images));
        headers.putSingle("Referrer-Policy", "no-referrer");
        headers.putSingle("X-DNS-Prefetch-Control", "off");
        // With same-origin, a body that is opened in a tab of its own would be a network error: it is sandboxed.
        headers.putSingle("Cross-Origin-Opener-Policy", "unsafe-none");
        headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    static String policy(boolean images) {
        return POLICY.formatted(images ? "data: https: http:" : "data:");
    }
}
