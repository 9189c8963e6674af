package org.mailback.soak;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.mailback.server.ApiClient;
import org.mailback.server.ApiClient.Answer;
import org.mailback.server.WildFlyNode;

/** A user behind a balancer: asks the next node when one does not answer, until there is an answer. */
final class Browser {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final String user;
    private final List<ApiClient> sessions;
    private int next;

    Browser(String user, List<WildFlyNode> nodes) {
        this.user = user;
        sessions = nodes.stream().map(node -> ApiClient.anonymous(node.url())).toList();
    }

    Answer get(String path) {
        return insist(client -> client.request(path).GET());
    }

    Answer post(String path, String json) {
        return insist(client -> client.json(path).POST(BodyPublishers.ofString(json)));
    }

    Answer patch(String path, String json) {
        return insist(client -> client.json(path).method("PATCH", BodyPublishers.ofString(json)));
    }

    /** Repeating is right: every action is idempotent, and this user does one thing at a time. */
    private Answer insist(Function<ApiClient, HttpRequest.Builder> call) {
        var giveUp = Instant.now().plus(PATIENCE);
        var last = "nothing";
        while (Instant.now().isBefore(giveUp)) {
            var client = sessions.get(next++ % sessions.size());
            try {
                var answer = client.attempt(call.apply(client));
                if (answer.status() < 400) {
                    return answer;
                }
                last = answer.status() + " " + answer.body();
                if (answer.status() == 401) {
                    next--;
                    client.attempt(client.signingIn(user, ApiClient.PASSWORD));
                } else if (answer.status() < 500 && isMailbacks(answer)) {
                    throw new AssertionError(user + " was refused: " + last);
                }
            } catch (IOException nodeIsGone) {
                last = nodeIsGone.toString();
            }
            Cluster.pause();
        }
        throw new AssertionError("no node answers " + user + "; last: " + last);
    }

    /** WildFly itself answers 404 while it deploys or undeploys. */
    private static boolean isMailbacks(Answer answer) {
        return answer.header("Content-Type").startsWith("application/problem+json");
    }
}
