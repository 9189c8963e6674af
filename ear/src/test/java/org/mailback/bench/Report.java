package org.mailback.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All figures so far: printed at once, and written as a table and a chart after each. */
final class Report {

    private final PrintStream out;
    private final Path directory;
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> statements = new ArrayList<>();

    Report(PrintStream out, Path directory) {
        this.out = out;
        this.directory = directory;
    }

    void add(Figure figure) {
        figures.add(figure);
        out.println(figure.row());
        write();
    }

    List<Figure> figures() {
        return List.copyOf(figures);
    }

    /** What has no limit to be compared with. */
    void state(String sentence) {
        statements.add(sentence);
        out.println(sentence);
        write();
    }

    /** What is going on, not kept. */
    void progress(String text) {
        out.println("  " + text);
    }

    boolean isEmpty() {
        return figures.isEmpty() && statements.isEmpty();
    }

    private void write() {
        var table = figures.stream().map(Figure::row).collect(Collectors.joining("\n", Figure.heading() + "\n", "\n"));
        var stated = statements.stream().map(sentence -> "- " + sentence + "\n").collect(Collectors.joining());
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("bench.md"), Machine.described() + "\n\n" + table + "\n" + stated);
            Chart.of(figures).write(directory.resolve("bench.png"));
        } catch (IOException e) {
            throw new IllegalStateException("The report could not be written to " + directory, e);
        }
    }
}
