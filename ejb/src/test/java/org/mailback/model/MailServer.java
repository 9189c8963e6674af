package org.mailback.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRole;

/** What lies at the provider: folders with UIDVALIDITY and UIDs that are never used twice, and who each message really is. */
final class MailServer {

    static final String INBOX = "INBOX";

    /** @param identity tells apart what looks alike; a move keeps it, a copy by another client gets a new one */
    record Mail(int identity, String label, Fingerprint fingerprint, boolean seen, TreeSet<String> flags, long modSeq) {

        Mail with(boolean nowSeen) {
            return new Mail(identity, label, fingerprint, nowSeen, flags, modSeq);
        }

        Mail with(String flag) {
            var more = new TreeSet<>(flags);
            more.add(flag);
            return new Mail(identity, label, fingerprint, seen, more, modSeq);
        }

        Mail as(int other) {
            return new Mail(other, label, fingerprint, seen, flags, modSeq);
        }

        private Mail at(long now) {
            return new Mail(identity, label, fingerprint, seen, flags, now);
        }
    }

    static final class Box {
        final FolderRole role;
        final TreeMap<Long, Mail> mails = new TreeMap<>();
        long validity;
        long next = 1;
        long modSeq = 1;

        Box(FolderRole role, long validity) {
            this.role = role;
            this.validity = validity;
        }
    }

    record Place(String folder, long uid, Mail mail) {}

    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private long validities = 100;
    private long modSeqs = 1;

    MailServer() {
        create(INBOX, FolderRole.INBOX);
        create("Trash", FolderRole.TRASH);
        create("Archive", FolderRole.ARCHIVE);
    }

    Map<String, Box> boxes() {
        return boxes;
    }

    List<String> folders() {
        return List.copyOf(boxes.keySet());
    }

    Box create(String folder, FolderRole role) {
        var box = new Box(role, ++validities);
        boxes.put(folder, box);
        return box;
    }

    long put(Box box, Mail mail) {
        long uid = box.next++;
        set(box, uid, mail);
        return uid;
    }

    void set(Box box, long uid, Mail mail) {
        box.modSeq = ++modSeqs;
        box.mails.put(uid, mail.at(modSeqs));
    }

    void remove(Box box, long uid) {
        box.modSeq = ++modSeqs;
        box.mails.remove(uid);
    }

    void rename(String from, String to) {
        boxes.put(to, boxes.remove(from));
    }

    /** The same messages under new UIDs, as after a rebuilt index. */
    void renumber(String folder) {
        var box = boxes.get(folder);
        var mails = new ArrayList<>(box.mails.values());
        box.mails.clear();
        box.validity = ++validities;
        box.next = 1;
        mails.forEach(mail -> put(box, mail));
    }

    List<Place> all() {
        return boxes.entrySet().stream()
                .flatMap(box -> box.getValue().mails.entrySet().stream()
                        .map(mail -> new Place(box.getKey(), mail.getKey(), mail.getValue())))
                .toList();
    }

    List<Place> of(int identity) {
        return all().stream()
                .filter(place -> place.mail().identity() == identity)
                .toList();
    }

    Collection<Mail> in(String folder) {
        return List.copyOf(boxes.get(folder).mails.values());
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        all().forEach(place -> text.append(place.folder())
                .append('/')
                .append(place.uid())
                .append(' ')
                .append(place.mail().label())
                .append(place.mail().seen() ? " seen " : " unseen ")
                .append(place.mail().flags())
                .append("; "));
        return text.toString();
    }
}
