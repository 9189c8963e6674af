package org.mailback.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mailback.rig.LastWill;

/** Other processes and their ports. */
final class Processes {

    private static final int SEARCHED = 50;

    private Processes() {}

    /** Asks the process to end, and ends it if it has not after that time. */
    static void end(ProcessHandle process, Duration patience) {
        process.destroy();
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends the process as soon as this JVM is gone, however it went; {@code signal} is what it takes as a request. */
    static LastWill endedWithThisJvm(long pid, String signal) {
        return LastWill.run("""
                kill -s %1$s %2$d
                left=80
                while [ $left -gt 0 ] && kill -0 %2$d; do
                  sleep 0.25
                  left=$((left - 1))
                done
                kill -s KILL %2$d""".formatted(signal, pid));
    }

    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The first free port from there on. */
    static int freeFrom(int first) {
        for (var port = first; port < first + SEARCHED; port++) {
            if (isFree(port)) {
                return port;
            }
        }
        throw new DemoProblem("No port between " + first + " and " + (first + SEARCHED - 1) + " is free.");
    }
}
