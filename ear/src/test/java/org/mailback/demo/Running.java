package org.mailback.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/** What the demo has started, to be stopped once, the last first, whoever asks for it. */
final class Running {

    private record Part(String name, AutoCloseable closeable) {}

    private final Deque<Part> parts = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final DemoOutput output;
    private boolean stopped;

    Running(DemoOutput output) {
        this.output = output;
    }

    /** A part that comes too late, because Ctrl-C was faster, is stopped at once. */
    synchronized <T extends AutoCloseable> T add(String name, T part) {
        parts.push(new Part(name, part));
        if (stopped) {
            stopAll();
            throw new DemoProblem("it was stopped while it was starting");
        }
        return part;
    }

    void end() {
        ended.countDown();
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    synchronized void stop() {
        ended.countDown();
        if (!stopped) {
            stopped = true;
            var visible = parts.stream().anyMatch(part -> !part.name().isEmpty());
            stopAll();
            if (visible) {
                output.progress("Everything is stopped.");
            }
        }
    }

    private void stopAll() {
        while (!parts.isEmpty()) {
            var part = parts.pop();
            if (!part.name().isEmpty()) {
                output.progress(part.name() + " is stopping ...");
            }
            try {
                part.closeable().close();
            } catch (Exception e) {
                output.progress(part.name() + " did not stop: " + e.getMessage());
            }
        }
    }
}
