package org.mailback.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
        mail.start();
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
        mail.start();
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
