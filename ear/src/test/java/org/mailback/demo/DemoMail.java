package org.mailback.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.mailback.rig.EmbeddedMail;
import org.mailback.rig.MailSeed;
import org.mailback.rig.SavedMail;

/** The demo's own mail server: seeded once, then kept in files, so that a restart shows what was done before. */
final class DemoMail implements AutoCloseable {

    static final List<String> USERS = List.of("alice", "bob");

    private final EmbeddedMail mail;
    private final SavedMail saved;
    private int delivered;

    private DemoMail(EmbeddedMail mail, SavedMail saved) {
        this.mail = mail;
        this.saved = saved;
    }

    static DemoMail start(Path directory, int port) {
        var mail = EmbeddedMail.onPort(port);
        USERS.forEach(user -> mail.withUser(user, Demo.PASSWORD));
        var demo = new DemoMail(mail, new SavedMail(mail, USERS, directory));
        try {
            demo.fill();
        } catch (IOException e) {
            throw new DemoProblem(
                    "The mailboxes in " + directory + " cannot be read; delete that directory to seed them anew: "
                            + e.getMessage(),
                    e);
        }
        demo.startAgain();
        return demo;
    }

    private void fill() throws IOException {
        if (saved.exists()) {
            saved.restore();
        } else {
            var now = Instant.now();
            MailSeed.fill(mail, "alice", now, MailSeed.ALICE);
            MailSeed.fill(mail, "bob", now, MailSeed.BOB);
            saved.save();
        }
    }

    int port() {
        return mail.port();
    }

    int messages() {
        return USERS.stream()
                .flatMap(user -> mail.folders(user).stream())
                .mapToInt(folder -> folder.getMessageCount())
                .sum();
    }

    boolean running() {
        return mail.running();
    }

    void startAgain() {
        var starting = new FutureTask<Void>(mail::start, null);
        new Thread(new ClientThreads(), starting, "demo-mail-start").start();
        try {
            starting.get();
        } catch (ExecutionException e) {
            throw new DemoProblem(
                    "The mail server does not start: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoProblem("The mail server was interrupted while starting.", e);
        }
    }

    /**
     * The mail server's threads inherit the group of the one that starts it. GreenMail lets a client that hangs up end its
     * thread with an exception, and Maven would take that for the end of the demo.
     */
    private static final class ClientThreads extends ThreadGroup {
        private static final Logger LOG = Logger.getLogger(DemoMail.class.getName());

        ClientThreads() {
            super("demo-mail");
        }

        @Override
        public void uncaughtException(Thread thread, Throwable failure) {
            LOG.log(Level.FINE, "a mail client hung up", failure);
        }
    }

    void stop() {
        mail.stop();
        save();
    }

    /** Answers the subject of the new message. */
    String deliver(String user) {
        delivered++;
        var now = Instant.now();
        var subject = MailSeed.deliver(mail, user, now, now.getEpochSecond() * 100 + delivered);
        return subject;
    }

    void save() {
        try {
            saved.save();
        } catch (IOException e) {
            throw new UncheckedIOException("the mailboxes cannot be saved", e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
