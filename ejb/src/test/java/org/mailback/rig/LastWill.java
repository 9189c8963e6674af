package org.mailback.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A shell command that runs if this JVM dies before {@link #close()}, even when it is killed: a shell waits on a pipe
 * that only this JVM holds open.
 */
public final class LastWill implements AutoCloseable {

    private static final String WAIT = "trap '' INT TERM HUP; read -r word; test \"$word\" = over || { %s; }";

    private final Process shell;

    private LastWill(Process shell) {
        this.shell = shell;
    }

    public static LastWill run(String command) {
        try {
            return new LastWill(new ProcessBuilder("sh", "-c", WAIT.formatted(command))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (var pipe = shell.getOutputStream()) {
            pipe.write("over\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("The last will was executed already", e);
        }
    }
}
