package org.mailback.server;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** An open event stream, read as a browser reads it. */
public final class LiveEvents implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpResponse<InputStream> response;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private volatile String lastId = "";
    private volatile long retry;
    private volatile boolean ended;

    /** What the browser's page is told. */
    public record Event(String id, String type, JsonObject data) {

        public boolean is(String expected) {
            return type.equals(expected);
        }

        /** Of operations. */
        public boolean is(String status, String kind) {
            return is("operations")
                    && data.getString("status").equals(status)
                    && data.getString("kind").equals(kind);
        }

        /** Null: too many to be named. */
        public @Nullable List<Long> messageIds() {
            return data.isNull("messageIds")
                    ? null
                    : data.getJsonArray("messageIds").getValuesAs(JsonNumber.class).stream()
                            .map(JsonNumber::longValue)
                            .toList();
        }
    }

    private LiveEvents(HttpResponse<InputStream> response) {
        this.response = response;
        var reader = new Thread(this::read, "live-events");
        reader.setDaemon(true);
        reader.start();
    }

    public static LiveEvents of(ApiClient client) {
        return open(client, "", null);
    }

    /** @param query with its question mark, or empty */
    public static LiveEvents open(ApiClient client, String query, @Nullable String lastEventId) {
        var request = client.request("/api/events" + query).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        var response = client.open(request);
        if (response.statusCode() != 200) {
            throw new AssertionError("no stream but " + response.statusCode());
        }
        return new LiveEvents(response);
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var type = "";
            var data = new StringBuilder();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new Event(lastId, type, json(data.toString())));
                    }
                    data.setLength(0);
                } else if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else if (line.startsWith("retry: ")) {
                    retry = Long.parseLong(line.substring(7));
                } else if (line.startsWith(":")) {
                    comments.add(line.substring(1).strip());
                } else {
                    throw new IOException("not an event stream: " + line);
                }
            }
        } catch (IOException e) {
            comments.add("cut");
        } finally {
            ended = true;
        }
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    public List<Event> all() {
        return events;
    }

    public List<Event> all(Predicate<Event> wanted) {
        return events.stream().filter(wanted).toList();
    }

    /** From where another stream would go on. */
    public String lastId() {
        return lastId;
    }

    /** In milliseconds. */
    public long retry() {
        return retry;
    }

    public long beats() {
        return comments.stream().filter("beat"::equals).count();
    }

    public Event await(String what, Predicate<Event> wanted) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .failFast(
                        "the stream ended: " + events,
                        () -> ended && all(wanted).isEmpty())
                .until(() -> !all(wanted).isEmpty());
        return all(wanted).get(0);
    }

    public LiveEvents awaitEnd() {
        Awaitility.await("the stream's end").atMost(PATIENCE).until(() -> ended);
        return this;
    }

    public boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            ended = true;
        }
    }
}
