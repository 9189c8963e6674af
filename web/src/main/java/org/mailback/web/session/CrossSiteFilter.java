package org.mailback.web.session;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailback.web.problem.Problem;

/**
 * Refuses state-changing requests that another site made a browser send, by Fetch Metadata and by Origin. Scripts send
 * neither header and need no token; browsers cannot be made to leave them out. Behind a proxy, WildFly's
 * {@code proxy-address-forwarding} puts the public name into Host.
 */
public class CrossSiteFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final Set<String> HARMLESS_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean harmless = HARMLESS_METHODS.contains(request.getMethod());
        if (harmless
                || allows(
                        request.getHeader("Sec-Fetch-Site"), request.getHeader("Origin"), request.getHeader("Host"))) {
            chain.doFilter(request, response);
        } else {
            Problem.of(403, "cross-site", "Requests that change something are taken from this site's own pages only.")
                    .writeTo(response);
        }
    }

    static boolean allows(@Nullable String fetchSite, @Nullable String origin, @Nullable String host) {
        if (fetchSite != null && !OWN_SITE.contains(fetchSite)) {
            return false;
        }
        return origin == null || (host != null && sameHost(origin, host));
    }

    /** Not the scheme: TLS may end at the proxy in front. */
    private static boolean sameHost(String origin, String host) {
        try {
            var uri = URI.create(origin);
            var scheme = uri.getScheme();
            if (uri.getHost() == null || (!"http".equals(scheme) && !"https".equals(scheme))) {
                return false;
            }
            int byDefault = scheme.equals("https") ? 443 : 80;
            var target = URI.create(scheme + "://" + host);
            return uri.getHost().equalsIgnoreCase(target.getHost()) && port(uri, byDefault) == port(target, byDefault);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int port(URI uri, int byDefault) {
        return uri.getPort() < 0 ? byDefault : uri.getPort();
    }
}
