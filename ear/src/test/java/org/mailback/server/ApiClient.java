package org.mailback.server;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A browser's or a script's view of a running Mailback: one client is one session. */
public final class ApiClient {

    public static final String PASSWORD = "mailback";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Map<URI, ApiClient> ADMINISTRATORS = new ConcurrentHashMap<>();

    private final URI root;
    private final HttpClient http;

    private ApiClient(URI root) {
        this(root, newBrowser());
    }

    private ApiClient(URI root, HttpClient http) {
        this.root = root;
        this.http = http;
    }

    private static HttpClient newBrowser() {
        return HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .connectTimeout(PATIENCE)
                .build();
    }

    /** The same browser with the same cookies, whom a balancer sends to another node. */
    public ApiClient at(URI otherRoot) {
        return new ApiClient(otherRoot, http);
    }

    /** What came back. */
    public record Answer(int status, String body, HttpResponse<byte[]> response) {

        public JsonObject json() {
            try (var reader = Json.createReader(new ByteArrayInputStream(response.body()))) {
                return reader.readObject();
            }
        }

        public List<JsonObject> items() {
            return json().getJsonArray("items").getValuesAs(JsonObject.class);
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** @throws AssertionError with the whole answer if the status is another one */
        public Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError("expected " + expected + " but was " + status + ": " + body);
            }
            return this;
        }
    }

    public static ApiClient anonymous(URI root) {
        return new ApiClient(root);
    }

    /** With the password that all users of the tests but the administrator have. */
    public static ApiClient signedIn(URI root, String user) {
        var client = new ApiClient(root);
        client.signIn(user, PASSWORD).expect(200);
        return client;
    }

    /** The administrator, signed in once for all tests, because checking a password takes its time. Nobody signs it out. */
    public static ApiClient admin(URI root) {
        return ADMINISTRATORS.compute(
                root,
                (address, known) ->
                        known != null && known.get("/api/session").status() == 200 ? known : administrator(address));
    }

    private static ApiClient administrator(URI root) {
        var client = new ApiClient(root);
        client.signIn("admin", TestWorld.ADMIN_PASSWORD).expect(200);
        return client;
    }

    /** Signed in as a user that is made for this test. */
    public static ApiClient newUser(URI root, String name) {
        var body = Json.createObjectBuilder().add("name", name).add("password", PASSWORD);
        admin(root).post("/api/users", body.build().toString()).expect(201);
        return signedIn(root, name);
    }

    public Answer signIn(String user, String password) {
        return send(signingIn(user, password));
    }

    /** To be sent by {@link #attempt}. */
    public HttpRequest.Builder signingIn(String user, String password) {
        var body = Json.createObjectBuilder().add("user", user).add("password", password);
        return json("/api/session").POST(BodyPublishers.ofString(body.build().toString()));
    }

    /** Connects an account over a plain connection to 127.0.0.1 and answers its id. */
    public long connect(String email, int port, String username, String password) {
        var body = Json.createObjectBuilder()
                .add("email", email)
                .add("host", "127.0.0.1")
                .add("port", port)
                .add("tls", "none")
                .add("username", username)
                .add("password", password)
                .build();
        return post("/api/accounts", body.toString())
                .expect(201)
                .json()
                .getJsonNumber("id")
                .longValue();
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    public Answer post(String path, String json) {
        return send(json(path).POST(BodyPublishers.ofString(json)));
    }

    public Answer patch(String path, String json) {
        return send(json(path).method("PATCH", BodyPublishers.ofString(json)));
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /** To be finished and sent by {@link #send}. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(root.resolve(path)).timeout(PATIENCE);
    }

    /** As {@link #request}, for a body of JSON. */
    public HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    /** An answer that goes on for as long as nobody closes it. */
    public HttpResponse<InputStream> open(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            return attempt(request);
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** For a server that may be gone. */
    public Answer attempt(HttpRequest.Builder request) throws IOException {
        try {
            var response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
