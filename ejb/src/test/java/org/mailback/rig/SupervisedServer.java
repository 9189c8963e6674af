package org.mailback.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A mail server as a group of processes on one loopback port, with all its state in one directory. It ends with this JVM
 * and takes the directory along, even when the JVM is killed, because a supervising shell watches the JVM's pipe.
 */
final class SupervisedServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int port;
    private final Process supervisor;
    private final BufferedReader answers;

    private SupervisedServer(int port, Process supervisor) {
        this.port = port;
        this.supervisor = supervisor;
        answers = new BufferedReader(new InputStreamReader(supervisor.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Not started yet. The command stays in the foreground; what it says goes to {@code console.log}. */
    static SupervisedServer of(Path dir, int port, List<String> command) throws IOException {
        var all = new ArrayList<>(List.of("sh", "-c", resource("supervise.sh"), "supervise", dir.toString()));
        all.addAll(command);
        return new SupervisedServer(
                port, new ProcessBuilder(all).redirectErrorStream(true).start());
    }

    void stop() {
        ask("stop");
    }

    void kill() {
        ask("kill");
    }

    void startAgain() {
        ask("start");
        var giveUp = Instant.now().plus(PATIENCE);
        while (!greets()) {
            if (Instant.now().isAfter(giveUp) || !supervisor.isAlive()) {
                throw new IllegalStateException("no greeting on port " + port);
            }
            pause();
        }
    }

    @Override
    public void close() {
        try {
            supervisor.getOutputStream().close();
            supervisor.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void ask(String verb) {
        try {
            supervisor.getOutputStream().write((verb + "\n").getBytes(StandardCharsets.US_ASCII));
            supervisor.getOutputStream().flush();
            for (var line = answers.readLine(); !verb.equals(line); line = answers.readLine()) {
                if (line == null) {
                    throw new IllegalStateException("the supervisor of the server on port " + port + " is gone");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean greets() {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(2_000);
            return socket.getInputStream().read() == '*';
        } catch (IOException notYet) {
            return false;
        }
    }

    static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static boolean isRoot() throws IOException {
        return id("-u").equals("0");
    }

    static String id(String option) throws IOException {
        var process = new ProcessBuilder("id", option).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    }

    static String resource(String name) throws IOException {
        try (var in = SupervisedServer.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
