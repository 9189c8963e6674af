package org.mailback.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWillTest {

    @TempDir
    Path dir;

    @Test
    void it_is_executed_when_the_jvm_is_killed() throws IOException {
        var left = dir.resolve("left");
        var jvm = jvm(left);
        assertThat(jvm.inputReader().readLine()).isEqualTo("ready");
        assertThat(left).doesNotExist();

        jvm.destroyForcibly();

        await().until(() -> Files.exists(left));
    }

    @Test
    void it_is_not_executed_after_an_orderly_end() throws IOException, InterruptedException {
        var left = dir.resolve("left");
        var jvm = jvm(left);
        assertThat(jvm.inputReader().readLine()).isEqualTo("ready");
        var shells = jvm.descendants().toList();
        assertThat(shells).isNotEmpty();

        jvm.getOutputStream().close();

        assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();
        await().until(() -> shells.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(left).doesNotExist();
    }

    private static Process jvm(Path left) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Testator.class.getName(),
                        left.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The JVM that makes its will. */
    static final class Testator {

        private Testator() {}

        public static void main(String[] args) throws IOException {
            try (var will = LastWill.run("touch '" + args[0] + "'")) {
                System.out.println("ready");
                System.in.read();
            }
        }
    }
}
