package org.mailback.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What the person who started the demo reads. */
final class DemoOutput {

    private final PrintStream out;
    private final Instant begin = Instant.now();

    DemoOutput(PrintStream out) {
        this.out = out;
    }

    void progress(String what) {
        var seconds = Duration.between(begin, Instant.now()).toMillis() / 1_000.0;
        line(String.format(Locale.ROOT, "[%5.1f s] %s", seconds, what));
    }

    void problem(String what) {
        line("Mailback's demo cannot go on: " + what);
    }

    synchronized void line(String text) {
        out.println(text);
        out.flush();
    }
}
