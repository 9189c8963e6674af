package org.mailback.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jboss.dmr.ModelNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailback.rig.LastWill;

/** The demo as somebody lives it who starts it, works through an outage, stops it and comes back. */
class DemoIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    private final int httpPort = Processes.freeFrom(18_080);
    private int nodes = 1;
    private final int mailPort = Processes.freeFrom(11_143);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private Process demo;
    private LastWill lastWill;

    @AfterEach
    void end() throws Exception {
        demo.destroy();
        demo.waitFor();
        lastWill.close();
        Awaitility.await().atMost(PATIENCE).until(() -> serversOfTheDemo().isEmpty());
    }

    @Test
    void what_is_done_in_an_outage_arrives_afterwards_and_is_still_there_after_a_restart() throws Exception {
        start();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("Mailback is ready: http://localhost:" + httpPort + "/");
        signIn("alice");
        assertThat(role("admin")).isEqualTo("admin");
        signIn("alice");
        Awaitility.await().atMost(PATIENCE).until(() -> !inbox().isEmpty());
        var trashed = mailAt("Trash");

        say("mail stop", "The mail server is stopped");
        var ids = inbox().subList(0, 3);
        var answer = send("POST", "messages/bulk", "{\"action\": \"trash\", \"ids\": " + ids + "}");
        assertThat(answer.get("queued").asInt()).isEqualTo(3);
        assertThat(inbox()).doesNotContainAnyElementsOf(ids);
        say("mail start", "The mail server is running again");
        Awaitility.await().atMost(PATIENCE).until(() -> mailAt("Trash") == trashed + 3);

        stop();
        nodes = 2;
        start();
        signIn("alice");
        assertThat(mailAt("Trash")).isEqualTo(trashed + 3);
        assertThat(inbox()).isNotEmpty().doesNotContainAnyElementsOf(ids);

        assertThat(lines).anyMatch(line -> line.contains("Node 2 is ready: http://node2.localhost:"));
        say("node stop 1", "Node 1 is stopped.");
        say("status", "Node 2 is running");
        say("node start 1", "Node 1 is starting");
        say("node kill 2", "Node 2 is killed");
        Awaitility.await("node 1 is there again")
                .atMost(PATIENCE)
                .until(() -> lines.stream()
                                .filter(line -> line.contains("Node 1 is ready"))
                                .count()
                        == 2);
        signIn("alice");
        assertThat(inbox()).isNotEmpty();

        assertThat(serversOfTheDemo()).isNotEmpty();
        demo.destroyForcibly().waitFor();
        Awaitility.await("no server outlives a demo that was killed")
                .atMost(Duration.ofMinutes(1))
                .until(() -> serversOfTheDemo().isEmpty());
    }

    private void start() throws IOException {
        lines.clear();
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dmailback.ear=" + System.getProperty("mailback.ear"),
                        "-Dwildfly.home=" + System.getProperty("wildfly.home"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Demo.class.getName())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MAILBACK_"));
        builder.environment().put("MAILBACK_DEMO_DIR", directory.toString());
        builder.environment().put("MAILBACK_HTTP_PORT", String.valueOf(httpPort));
        builder.environment().put("MAILBACK_DEMO_IMAP_PORT", String.valueOf(mailPort));
        builder.environment().put("MAILBACK_DEMO_NODES", String.valueOf(nodes));
        demo = builder.start();
        if (lastWill != null) {
            lastWill.close();
        }
        lastWill = LastWill.run("kill " + demo.pid());
        var reader = new Thread(() -> demo.inputReader(UTF_8).lines().forEach(lines::add), "demo-output");
        reader.setDaemon(true);
        reader.start();
        awaitLine("Mailback is ready");
    }

    /** As Ctrl-C does; {@code Process.destroy} would close the pipe that the last words come through. */
    private void stop() throws InterruptedException {
        demo.toHandle().destroy();
        assertThat(demo.waitFor(2, TimeUnit.MINUTES)).isTrue();
        Awaitility.await("the demo's last words")
                .until(() -> lines.stream().anyMatch(line -> line.endsWith("Everything is stopped.")));
        assertThat(serversOfTheDemo()).isEmpty();
    }

    private void say(String words, String answer) throws IOException {
        demo.outputWriter(UTF_8).append(words).append('\n').flush();
        awaitLine(answer);
    }

    private void awaitLine(String part) {
        Awaitility.await(part).atMost(PATIENCE).until(() -> {
            assertThat(demo.isAlive()).as(() -> String.join("\n", lines)).isTrue();
            return lines.stream().anyMatch(line -> line.contains(part));
        });
    }

    private List<ProcessHandle> serversOfTheDemo() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
                .filter(process -> process.pid() != demo.pid())
                .toList();
    }

    private void signIn(String user) throws Exception {
        assertThat(role(user)).isNotEmpty();
    }

    private String role(String user) throws Exception {
        send("DELETE", "session", "");
        return send("POST", "session", "{\"user\": \"" + user + "\", \"password\": \"mailback\"}")
                .get("role")
                .asString();
    }

    private List<Long> inbox() throws Exception {
        var account = send("GET", "accounts", "").get("items").get(0).get("id").asString();
        var folders =
                send("GET", "accounts/" + account + "/folders", "").get("items").asList();
        for (var folder : folders) {
            if (folder.get("role").asString().equals("inbox")) {
                return send("GET", "folders/" + folder.get("id").asString() + "/messages", "")
                        .get("items")
                        .asList()
                        .stream()
                        .map(message -> message.get("id").asLong())
                        .toList();
            }
        }
        return List.of();
    }

    private ModelNode send(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + httpPort + "/api/" + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        var response = http.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response::body).isLessThan(300);
        return response.body().isEmpty() ? new ModelNode() : ModelNode.fromJSONString(response.body());
    }

    private int mailAt(String folder) throws Exception {
        try (var store = Session.getInstance(new Properties()).getStore("imap")) {
            store.connect("127.0.0.1", mailPort, "alice", Demo.PASSWORD);
            return store.getFolder(folder).getMessageCount();
        }
    }
}
