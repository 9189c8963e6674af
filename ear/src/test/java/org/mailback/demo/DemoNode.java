package org.mailback.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One of the demo's WildFly nodes, which is stopped, killed and started again as whoever runs the demo says. */
final class DemoNode implements AutoCloseable {

    /**
     * @param number from 1
     * @param of how many there are
     */
    record Place(int number, int of, int httpPort, int managementPort) {

        boolean alone() {
            return of == 1;
        }

        String label() {
            return alone() ? "WildFly" : "Node " + number;
        }

        /** Names of their own, because a browser keeps one session for all ports of a name. */
        URI address() {
            return URI.create("http://" + (number == 1 ? "" : "node" + number + ".") + "localhost:" + httpPort + "/");
        }

        String folder() {
            return number == 1 ? "wildfly" : "wildfly-" + number;
        }
    }

    private final Place place;
    private final DemoDirectory directory;
    private final Map<String, String> environment;
    private final DemoOutput output;
    private final Runnable lost;
    private final ReentrantLock oneWordAtATime = new ReentrantLock(true);
    private @Nullable DemoWildFly server;

    /** @param lost runs when the only node has ended by itself, so that there is nothing more to try */
    DemoNode(Place place, DemoDirectory directory, Map<String, String> environment, DemoOutput output, Runnable lost) {
        this.place = place;
        this.directory = directory;
        this.environment = environment;
        this.output = output;
        this.lost = lost;
    }

    Place place() {
        return place;
    }

    /** Returns at once; {@link #awaitReady} waits. */
    synchronized DemoNode launch() {
        if (!Processes.isFree(place.httpPort())) {
            throw new DemoProblem("port " + place.httpPort() + " is in use.");
        }
        var started = DemoWildFly.start(directory, place, environment);
        server = started;
        started.onEnd(() -> ended(started));
        return this;
    }

    void awaitReady() throws InterruptedException {
        var started = current();
        if (started != null) {
            started.awaitReady();
            output.progress(place.label() + " is ready" + (place.alone() ? "." : ": " + place.address()));
        }
    }

    private synchronized @Nullable DemoWildFly current() {
        return server;
    }

    private void ended(DemoWildFly which) {
        if (current() == which) {
            output.problem(place.label() + " ended by itself; see " + log());
            forget();
            if (place.alone()) {
                lost.run();
            }
        }
    }

    private synchronized @Nullable DemoWildFly forget() {
        var old = server;
        server = null;
        return old;
    }

    /** @param verb start, stop or kill */
    void obey(String verb) {
        oneWordAtATime.lock();
        try {
            switch (verb) {
                case "stop" -> stop();
                case "kill" -> kill();
                default -> start();
            }
        } catch (DemoProblem | IOException problem) {
            output.line(place.label() + ": " + problem.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            oneWordAtATime.unlock();
        }
    }

    private void start() throws InterruptedException {
        if (current() != null) {
            output.line(place.label() + " is running already.");
            return;
        }
        output.progress(place.label() + " is starting ...");
        launch().awaitReady();
    }

    private void stop() throws IOException {
        var old = forget();
        if (old == null) {
            output.line(place.label() + " is not running.");
            return;
        }
        output.progress(place.label() + " is stopping: it finishes what it has begun and hands over the rest.");
        old.close();
        output.progress(place.label() + " is stopped.");
    }

    private void kill() throws IOException {
        var old = forget();
        if (old == null) {
            output.line(place.label() + " is not running.");
            return;
        }
        old.kill();
        output.progress(place.label() + " is killed: what it had begun is taken over when its leases have run out.");
    }

    String status() {
        return place.label() + " is " + (current() == null ? "stopped" : "running") + ": " + place.address();
    }

    Path log() {
        return directory.resolve(place.folder()).resolve("log/server.log");
    }

    @Override
    public void close() throws IOException {
        var old = forget();
        if (old != null) {
            old.close();
        }
    }
}
