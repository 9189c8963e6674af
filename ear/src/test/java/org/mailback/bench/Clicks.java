package org.mailback.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailback.server.ApiClient;

/** A signed-in client that marks one message after the other, each as it is not marked yet. */
final class Clicks implements Load.Actor {

    private final HttpLine http;
    private final Map<Long, Boolean> read = new HashMap<>();
    private List<Long> messages = List.of();
    private int next;

    Clicks(World world, String user) throws IOException {
        http = HttpLine.signedIn(world.node().url(), user, ApiClient.PASSWORD);
    }

    void on(List<Long> value) {
        if (!messages.equals(value)) {
            messages = value;
            next = 0;
        }
    }

    @Override
    public boolean act() throws IOException {
        long message = messages.get(next);
        next = (next + 1) % messages.size();
        boolean mark = !read.getOrDefault(message, false);
        var answer = http.post("/api/messages/" + message + (mark ? "/mark-read" : "/mark-unread"), null);
        if (!answer.contains("\"queued\":1")) {
            throw new IllegalStateException("not queued: " + answer);
        }
        read.put(message, mark);
        return true;
    }
}
