package org.mailback.model;

import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mailback.model.MailServer.Mail;
import org.mailback.model.MailServer.Place;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRole;

/** Whoever else has this mailbox open, and those who send mail to it. What they do widens what may be seen. */
final class OtherClients {

    private final MailServer server;
    private final Promises promises;
    private int identities;

    OtherClients(MailServer server, Promises promises) {
        this.server = server;
        this.promises = promises;
    }

    /** @param like the label of a message that it is not to be told apart from, null for one of its own */
    void deliver(String folder, @Nullable String like, boolean withId) {
        var box = server.boxes().get(folder);
        if (box == null) {
            return;
        }
        int identity = ++identities;
        var label = like == null ? "m" + identity : like;
        var fingerprint = server.all().stream()
                .map(Place::mail)
                .filter(mail -> mail.label().equals(label))
                .map(Mail::fingerprint)
                .findFirst()
                .orElseGet(() -> new Fingerprint(
                        withId ? "<" + label + "@x>" : null, 1_000 + identity, Instant.parse("2026-01-01T00:00:00Z")));
        var mail = new Mail(identity, label, fingerprint, false, new TreeSet<>(), 0);
        server.put(box, mail);
        promises.delivered(mail, folder);
    }

    private void blurIfDoubled(Mail mail) {
        if (server.of(mail.identity()).size() > 1) {
            promises.blur(mail);
        }
    }

    void markSeen(Place place, boolean seen) {
        blurIfDoubled(place.mail());
        server.set(server.boxes().get(place.folder()), place.uid(), place.mail().with(seen));
        promises.foreignSeen(place.mail(), seen);
    }

    void flag(Place place, String flag) {
        blurIfDoubled(place.mail());
        server.set(server.boxes().get(place.folder()), place.uid(), place.mail().with(flag));
    }

    void move(Place place, String folder) {
        blurIfDoubled(place.mail());
        server.remove(server.boxes().get(place.folder()), place.uid());
        server.put(server.boxes().get(folder), place.mail());
        promises.foreignPlace(place.mail(), folder);
    }

    void copy(Place place, String folder) {
        var copy = place.mail().as(++identities);
        server.put(server.boxes().get(folder), copy);
        promises.delivered(copy, folder);
    }

    void expunge(Place place) {
        promises.foreignExpunge(place.mail(), server.of(place.mail().identity()).size() == 1);
        server.remove(server.boxes().get(place.folder()), place.uid());
    }

    void rename(String folder, String to) {
        if (folder.equals(MailServer.INBOX) || server.boxes().containsKey(to)) {
            return;
        }
        server.in(folder).forEach(mail -> promises.foreignPlace(mail, to));
        server.rename(folder, to);
        promises.renamed(folder, isTrash(to) ? List.of(to) : List.of(to, MailServer.INBOX));
    }

    void drop(String folder) {
        if (folder.equals(MailServer.INBOX)) {
            return;
        }
        server.all().stream().filter(place -> place.folder().equals(folder)).forEach(this::expunge);
        if (!isTrash(folder)) {
            promises.renamed(folder, List.of(MailServer.INBOX));
        }
        server.boxes().remove(folder);
    }

    private boolean isTrash(String folder) {
        return server.boxes().get(folder).role == FolderRole.TRASH;
    }
}
