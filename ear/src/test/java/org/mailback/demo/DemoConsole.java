package org.mailback.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Words that whoever runs the demo can say to it, at the terminal or, where there is none, in the file {@code control} of the
 * demo's directory.
 */
final class DemoConsole implements AutoCloseable {

    static final String HELP = "mail stop | mail start | mail new [alice|bob] [how many] | node stop 1 | node kill 1"
            + " | node start 1 | status | quit";
    private static final int MOST_NEW = 1_000;

    private final DemoOutput output;
    private final Running running;
    private final @Nullable DemoMail mail;
    private final List<DemoNode> nodes;
    private final Path control;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "demo-console");
        thread.setDaemon(true);
        return thread;
    });

    DemoConsole(
            DemoOutput output,
            Running running,
            @Nullable DemoMail mail,
            List<DemoNode> nodes,
            DemoDirectory directory) {
        this.output = output;
        this.running = running;
        this.mail = mail;
        this.nodes = nodes;
        this.control = directory.resolve("control");
    }

    DemoConsole start() {
        forgetOldWords();
        var reader = new Thread(this::readTerminal, "demo-terminal");
        reader.setDaemon(true);
        reader.start();
        worker.scheduleWithFixedDelay(this::lookAround, 500, 500, TimeUnit.MILLISECONDS);
        return this;
    }

    /** What was said to a demo that had ended already is not meant for this one. */
    private void forgetOldWords() {
        try {
            Files.deleteIfExists(control);
        } catch (IOException e) {
            output.progress("The file " + control + " cannot be removed: " + e.getMessage());
        }
    }

    private void readTerminal() {
        try (var lines = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var said = line;
                worker.execute(() -> obey(said));
            }
        } catch (IOException e) {
            output.progress("The terminal is gone; the demo goes on.");
        }
    }

    private void lookAround() {
        if (mail != null) {
            mail.save();
        }
        try {
            if (Files.exists(control)) {
                var lines = Files.readAllLines(control);
                Files.delete(control);
                lines.forEach(this::obey);
            }
        } catch (IOException e) {
            output.progress("The file " + control + " cannot be read: " + e.getMessage());
        }
    }

    private void obey(String line) {
        var words = line.strip().split("\\s+");
        switch (words[0]) {
            case "" -> {}
            case "quit", "exit" -> running.end();
            case "status" -> status();
            case "mail" -> mail(words);
            case "node" -> node(words);
            default -> output.line("Say: " + HELP);
        }
    }

    private void mail(String[] words) {
        var verb = words.length > 1 ? words[1] : "";
        if (mail == null) {
            output.line("The mail server is not the demo's own.");
        } else if (verb.equals("stop")) {
            mail.stop();
            output.progress("The mail server is stopped: go on working, then say: mail start");
        } else if (verb.equals("start")) {
            mail.startAgain();
            output.progress("The mail server is running again.");
        } else if (verb.equals("new")) {
            deliver(words);
        } else {
            output.line("Say: " + HELP);
        }
    }

    private void node(String[] words) {
        var verb = words.length > 1 ? words[1] : "";
        var number = words.length > 2 && words[2].matches("\\d") ? Integer.parseInt(words[2]) : 0;
        if (number < 1
                || number > nodes.size()
                || !Set.of("stop", "kill", "start").contains(verb)) {
            output.line("Say node stop, node kill or node start, and a number from 1 to " + nodes.size() + '.');
            return;
        }
        // It takes a while, and other words are welcome meanwhile.
        var work = new Thread(() -> nodes.get(number - 1).obey(verb), "demo-node-" + number);
        work.setDaemon(true);
        work.start();
    }

    private void deliver(String[] words) {
        var user = words.length > 2 ? words[2] : "alice";
        var count =
                words.length > 3 && words[3].matches("\\d{1,4}") ? Math.min(MOST_NEW, Integer.parseInt(words[3])) : 1;
        if (!DemoMail.USERS.contains(user)) {
            output.line("There is no mail user " + user + "; there are alice and bob.");
            return;
        }
        var subject = "";
        for (var i = 0; i < count; i++) {
            subject = mail.deliver(user);
        }
        output.progress(
                count == 1 ? "New mail for " + user + ": " + subject : count + " new messages for " + user + ".");
    }

    private void status() {
        if (mail != null) {
            output.line("The mail server is " + (mail.running() ? "running" : "stopped") + " with " + mail.messages()
                    + " messages.");
        }
        nodes.forEach(node -> output.line(node.status()));
        output.line("Mailback is running; say quit or press Ctrl-C to stop everything.");
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
