package org.mailback.demo;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mailback.demo.DemoSettings.Imap;

/** One user's view of the running application, over the same REST API that everybody has. */
final class DemoRest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern ACCOUNT = Pattern.compile("\\{[^{}]*\"email\"\\s*:\\s*\"([^\"]*)\"[^{}]*}");
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"?(\\d+)");

    private final URI api;
    private final String user;
    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .connectTimeout(PATIENCE)
            .build();

    private DemoRest(URI address, String user) {
        this.api = address.resolve("/api/");
        this.user = user;
    }

    static DemoRest signedIn(URI address, String user) {
        var rest = new DemoRest(address, user);
        rest.send("POST", "session", """
        {"user": "%s", "password": "%s"}""".formatted(user, Demo.PASSWORD));
        return rest;
    }

    /** Connects the user's account, or moves a connected one to where the server is now. */
    void connect(Imap imap) {
        var existing = account();
        if (existing.isEmpty()) {
            send("POST", "accounts", """
          {"email": "%1$s", "displayName": "%2$s", "host": "%3$s", "port": %4$d, "tls": "%5$s", "username": "%6$s", "password": "%7$s"}""".formatted(
                            email(), displayName(), imap.host(), imap.port(), imap.tls(), user, imap.password()));
        } else {
            send("PATCH", "accounts/" + existing.get(), """
          {"host": "%s", "port": %d, "tls": "%s", "username": "%s", "password": "%s"}""".formatted(
                            imap.host(), imap.port(), imap.tls(), user, imap.password()));
        }
    }

    private Optional<String> account() {
        var accounts = ACCOUNT.matcher(send("GET", "accounts", ""));
        while (accounts.find()) {
            var id = ID.matcher(accounts.group());
            if (accounts.group(1).equals(email()) && id.find()) {
                return Optional.of(id.group(1));
            }
        }
        return Optional.empty();
    }

    private String email() {
        return user + "@mailback.example";
    }

    private String displayName() {
        return Character.toUpperCase(user.charAt(0)) + user.substring(1);
    }

    private String send(String method, String path, String body) {
        var request = HttpRequest.newBuilder(api.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new DemoProblem("%s /api/%s for %s answered %d: %s"
                        .formatted(method, path, user, response.statusCode(), response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw new DemoProblem("%s /api/%s: no answer (%s)".formatted(method, path, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoProblem("interrupted", e);
        }
    }
}
