package org.mailback.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's tables say what the code does. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern IN_CODE = Pattern.compile("\"(mailback\\.[a-z.-]+)\"(?:,\\s*\"?([A-Za-z0-9_]+))?");
    private static final Pattern IN_SCRIPTS =
            Pattern.compile("\\$\\{(?:[a-z.]+:\\$\\{)?(mailback\\.[a-z.-]+)(?::([^}]*))?}");
    private static final Pattern ENVIRONMENT = Pattern.compile("\"(MAILBACK_(?:DEMO|HTTP|DB)_[A-Z_]+)\"");

    @Test
    void every_setting_of_the_application_is_in_the_table_with_its_default() throws IOException {
        var settings = new TreeMap<String, String>();
        collect(IN_CODE, "ejb/src/main/java", ".java", settings);
        collect(IN_CODE, "web/src/main/java", ".java", settings);
        collect(IN_SCRIPTS, "docker/cli", ".cli", settings);
        assertThat(settings).hasSizeGreaterThan(25).containsEntry("mailback.operation.max-attempts", "3");
        settings.forEach((name, value) -> assertThat(row(name))
                .as(name)
                .contains('`' + name + '`')
                .contains(value.isEmpty() ? "" : '`' + value + '`'));
    }

    @Test
    void every_variable_of_the_demo_is_in_the_readme() throws IOException {
        var source = Files.readString(ROOT.resolve("ear/src/test/java/org/mailback/demo/DemoSettings.java"));
        var names = ENVIRONMENT.matcher(source).results().map(match -> match.group(1));
        assertThat(names.distinct())
                .hasSizeGreaterThan(7)
                .allSatisfy(name -> assertThat(readme()).contains('`' + name + '`'));
    }

    private static void collect(Pattern pattern, String folder, String suffix, Map<String, String> settings)
            throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(suffix)).toList()) {
                pattern.matcher(Files.readString(file)).results().forEach(found -> {
                    var value = found.group(2) == null ? "" : found.group(2);
                    settings.merge(found.group(1), plain(value), (one, other) -> one.isEmpty() ? other : one);
                });
            }
        }
    }

    /** As people write it: without the underscores of a Java number; what is no default counts as none. */
    private static String plain(String value) {
        return value.equals("String") || value.equals("...") ? "" : value.replaceAll("(?<=\\d)_(?=\\d)", "");
    }

    private static String row(String name) {
        return readme().lines()
                .filter(line -> line.startsWith("|") && line.split("\\|")[1].contains('`' + name + '`'))
                .findFirst()
                .orElse("no row");
    }

    private static String readme() {
        try {
            return Files.readString(ROOT.resolve("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
