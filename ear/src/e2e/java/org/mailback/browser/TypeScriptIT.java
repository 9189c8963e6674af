package org.mailback.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailback.server.TestWorld;

/** The sources of the pages: their types, their logic, and what they must not contain. Needs no browser. */
class TypeScriptIT {

    private static final Path SOURCES =
            Path.of("../web/src/main/web").toAbsolutePath().normalize();
    private static final Path TESTS = Path.of("src/e2e/web").toAbsolutePath();

    @Test
    void the_types_are_right() throws IOException {
        // The bundler fills it from the same JARs that it bundles, declarations included.
        assertThat(SOURCES.resolve("../../../node_modules/lit")).isDirectory();
        var outcome = compile(SOURCES);
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.status()).isZero();
    }

    @Test
    void the_compiler_would_notice() throws IOException {
        var folder = Files.createDirectories(TestWorld.target().resolve("typescript-probe"));
        Files.copy(
                SOURCES.resolve("tsconfig.json"), folder.resolve("tsconfig.json"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                folder.resolve("probe.ts"), "export const list: string[] = []; export const first: string = list[0];");
        var outcome = compile(folder);
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.output()).contains("probe.ts").contains("TS2322");
    }

    @Test
    void the_logic_is_right() throws IOException {
        var arguments = new ArrayList<>(List.of("--test", "--test-reporter=spec"));
        try (var tests = Files.walk(TESTS)) {
            tests.map(Path::toString)
                    .filter(name -> name.endsWith(".test.ts"))
                    .sorted()
                    .forEach(arguments::add);
        }
        assertThat(arguments).as("test files").hasSizeGreaterThan(2);
        var outcome = Node.run(TESTS, arguments);
        System.out.println(outcome.output());
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).containsPattern("pass [1-9]").contains("fail 0");
    }

    private static Node.Outcome compile(Path project) {
        var compiler = TestWorld.target().resolve("typescript");
        NpmJar.unpack("typescript", compiler);
        return Node.run(
                project,
                List.of(
                        compiler.resolve("lib/tsc.js").toString(),
                        "--project",
                        project.toString(),
                        "--noEmit",
                        "--pretty",
                        "false"));
    }
}
