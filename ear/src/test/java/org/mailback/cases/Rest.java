package org.mailback.cases;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One signed-in caller of the REST API; signs in again by itself when the node that knew the session is gone. */
final class Rest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI api;
    private final String user;
    private final String password;
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Rest(URI application, String user, String password) {
        this.api = application.resolve("/api/");
        this.user = user;
        this.password = password;
    }

    /** What came back, and how long the caller waited for it. */
    record Answer(int status, JsonValue body, Duration took) {

        JsonObject object() {
            return body.asJsonObject();
        }

        Answer expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("answered " + status + ", not " + wanted + ": " + body);
            }
            return this;
        }
    }

    Rest signIn() {
        var body = Json.createObjectBuilder().add("user", user).add("password", password);
        exchange("POST", "session", body.build()).expect(200);
        return this;
    }

    JsonObject get(String path) {
        return send("GET", path, null).expect(200).object();
    }

    /** The items of a list, through all of its pages. */
    List<JsonObject> all(String path) {
        var items = new ArrayList<JsonObject>();
        var separator = path.contains("?") ? "&" : "?";
        var next = path + separator + "limit=200";
        while (next != null) {
            var page = get(next);
            items.addAll(page.getJsonArray("items").getValuesAs(JsonObject.class));
            var cursor = page.getString("next", null);
            next = cursor == null ? null : path + separator + "limit=200&cursor=" + cursor;
        }
        return items;
    }

    Answer post(String path) {
        return send("POST", path, null);
    }

    Answer post(String path, JsonObject body) {
        return send("POST", path, body);
    }

    Answer send(String method, String path, JsonObject body) {
        var answer = exchange(method, path, body);
        if (answer.status() != 401 || path.equals("session")) {
            return answer;
        }
        signIn();
        return exchange(method, path, body);
    }

    private Answer exchange(String method, String path, JsonObject body) {
        var request = HttpRequest.newBuilder(api.resolve(path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
        try {
            var begun = System.nanoTime();
            var response = http.send(request, BodyHandlers.ofString());
            var took = Duration.ofNanos(System.nanoTime() - begun);
            return new Answer(response.statusCode(), content(response), took);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A text where it is not JSON: WildFly itself answers so while the application comes or goes. */
    private static JsonValue content(HttpResponse<String> response) {
        if (response.body().isBlank()) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        if (!response.headers().firstValue("Content-Type").orElse("").contains("json")) {
            return Json.createValue(response.body());
        }
        try (var reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readValue();
        }
    }

    static JsonArray array(Iterable<Long> ids) {
        var array = Json.createArrayBuilder();
        ids.forEach(array::add);
        return array.build();
    }
}
