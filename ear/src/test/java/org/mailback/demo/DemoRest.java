package org.mailback.demo;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.dmr.ModelNode;
import org.mailback.demo.DemoSettings.Imap;

/** One user's view of the running application, over the same REST API that everybody has. */
final class DemoRest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

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

    /** Empty if the user, who was there before, has another password by now. */
    static Optional<DemoRest> signedIn(URI address, String user) {
        var rest = new DemoRest(address, user);
        var body = object("user", user);
        body.get("password").set(Demo.PASSWORD);
        var answer = rest.send("POST", "session", body);
        if (answer.statusCode() == UNAUTHORIZED) {
            return Optional.empty();
        }
        rest.checked("POST", "session", answer);
        return Optional.of(rest);
    }

    /** Creates the user if there is none of that name; only an administrator may. */
    void createUser(String name) {
        if (items("users").noneMatch(existing -> existing.get("name").asString().equals(name))) {
            var body = object("name", name);
            body.get("password").set(Demo.PASSWORD);
            body.get("role").set("user");
            checked("POST", "users", send("POST", "users", body));
        }
    }

    /** Connects the user's account, or moves the connected one to where the server is now; answers what it did. */
    String connect(Imap imap) {
        var email = user + "@mailback.example";
        var existing = items("accounts")
                .filter(account -> account.get("email").asString().equals(email))
                .findFirst();
        if (existing.isEmpty()) {
            var body = settings(imap);
            body.get("email").set(email);
            body.get("displayName").set(Character.toUpperCase(user.charAt(0)) + user.substring(1));
            checked("POST", "accounts", send("POST", "accounts", body));
            return "'s account is connected; the mail is being imported.";
        }
        if (!isAt(existing.get(), imap)) {
            var path = "accounts/" + existing.get().get("id").asString();
            checked("PATCH", path, send("PATCH", path, settings(imap)));
            return "'s account now looks for the mail server at " + imap.host() + ":" + imap.port() + ".";
        }
        return "'s account is connected.";
    }

    private static boolean isAt(ModelNode account, Imap imap) {
        return account.get("host").asString().equals(imap.host())
                && account.get("port").asInt() == imap.port()
                && account.get("tls").asString().equals(imap.tls());
    }

    private ModelNode settings(Imap imap) {
        var body = object("host", imap.host());
        body.get("port").set(imap.port());
        body.get("tls").set(imap.tls());
        body.get("username").set(user);
        body.get("password").set(imap.password());
        return body;
    }

    private static ModelNode object(String name, String value) {
        var object = new ModelNode();
        object.get(name).set(value);
        return object;
    }

    private Stream<ModelNode> items(String path) {
        var answer = checked("GET", path, send("GET", path, new ModelNode()));
        return ModelNode.fromJSONString(answer).get("items").asList().stream();
    }

    private String checked(String method, String path, HttpResponse<String> answer) {
        if (answer.statusCode() < OK || answer.statusCode() >= 300) {
            throw new DemoProblem("%s /api/%s for %s answered %d: %s"
                    .formatted(method, path, user, answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    private HttpResponse<String> send(String method, String path, ModelNode body) {
        var request = HttpRequest.newBuilder(api.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .method(
                        method,
                        body.isDefined()
                                ? HttpRequest.BodyPublishers.ofString(body.toJSONString(true))
                                : HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new DemoProblem("%s /api/%s: no answer (%s)".formatted(method, path, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoProblem("interrupted", e);
        }
    }
}
