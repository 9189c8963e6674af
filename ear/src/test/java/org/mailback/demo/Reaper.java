package org.mailback.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A small shell that ends the processes it was told of as soon as this JVM is gone, however it went: its standard input is a
 * pipe that the operating system closes for us. Without it a {@code kill -9} of the demo would leave servers behind.
 */
final class Reaper implements AutoCloseable {

    private static final String SCRIPT = """
      trap '' INT TERM HUP
      watched=''
      while read -r signal pid; do
        [ "$signal" = done ] && exit 0
        watched="$watched $signal:$pid"
      done
      for each in $watched; do
        pid=${each#*:}
        kill -s "${each%%:*}" "$pid" 2>/dev/null
        left=60
        while [ $left -gt 0 ] && kill -0 "$pid" 2>/dev/null; do
          sleep 0.25
          left=$((left - 1))
        done
        kill -s KILL "$pid" 2>/dev/null
      done
      """;

    private final Process shell;

    Reaper() {
        try {
            shell = new ProcessBuilder("sh", "-c", SCRIPT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the demo needs a POSIX shell", e);
        }
    }

    /** The process is ended after those named before it; {@code signal} is what it takes as a polite request. */
    void watch(String signal, long pid) {
        tell(signal + " " + pid);
    }

    /** Everything was stopped in good order. */
    @Override
    public void close() {
        tell("done");
    }

    private synchronized void tell(String line) {
        try {
            shell.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            shell.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's reaper is gone", e);
        }
    }
}
