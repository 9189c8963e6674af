package org.mailback.rig;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Keeps an {@link EmbeddedMail}'s mailboxes in two files, so that a restarted demo shows the same world: the letters, appended
 * once each, and an index of folders, UIDs and flags, replaced as a whole. UIDVALIDITY and UIDs survive.
 */
public final class SavedMail {

    private static final int FORMAT = 1;
    private static final List<Flags.Flag> SYSTEM =
            List.of(Flags.Flag.SEEN, Flags.Flag.FLAGGED, Flags.Flag.ANSWERED, Flags.Flag.DELETED, Flags.Flag.DRAFT);

    private final EmbeddedMail mail;
    private final List<String> users;
    private final Path letters;
    private final Path index;
    private final Map<StoredMessage, Long> places = new WeakHashMap<>();
    private final Map<String, Long> known = new HashMap<>();
    private byte[] written = {};

    public SavedMail(EmbeddedMail mail, List<String> users, Path directory) {
        this.mail = mail;
        this.users = List.copyOf(users);
        letters = directory.resolve("letters.bin");
        index = directory.resolve("mailboxes.bin");
    }

    public boolean exists() {
        return Files.isRegularFile(index) && Files.isRegularFile(letters);
    }

    /** Fills the empty mailboxes from the files; answers the number of messages. */
    public synchronized int restore() throws IOException {
        written = Files.readAllBytes(index);
        var count = 0;
        try (var in = new DataInputStream(new ByteArrayInputStream(written));
                var content = FileChannel.open(letters, READ)) {
            if (in.readInt() != FORMAT) {
                throw new IOException(index + " was written by another version");
            }
            for (var folders = in.readInt(); folders > 0; folders--) {
                count += restoreFolder(in, content);
            }
        }
        return count;
    }

    private int restoreFolder(DataInputStream in, FileChannel content) throws IOException {
        var folder = mail.folder(in.readUTF(), in.readUTF());
        FolderInternals.validity(folder, in.readLong());
        var nextUid = in.readLong();
        var messages = in.readInt();
        for (var i = 0; i < messages; i++) {
            FolderInternals.nextUid(folder, in.readLong());
            var flags = readFlags(in);
            var received = Instant.ofEpochMilli(in.readLong());
            var place = in.readLong();
            var letter = read(content, place);
            mail.append(folder, letter, flags, received);
            known.put(digest(letter), place);
            places.put(folder.getMessages().get(i), place);
        }
        FolderInternals.nextUid(folder, nextUid);
        return messages;
    }

    /** Writes what has changed since the last time; answers whether anything had. */
    public synchronized boolean save() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes);
                var content = FileChannel.open(letters, CREATE, WRITE)) {
            out.writeInt(FORMAT);
            out.writeInt(
                    users.stream().mapToInt(user -> mail.folders(user).size()).sum());
            for (var user : users) {
                for (var folder : mail.folders(user)) {
                    saveFolder(user, folder, out, content);
                }
            }
        }
        var now = bytes.toByteArray();
        if (Arrays.equals(now, written)) {
            return false;
        }
        var next = index.resolveSibling("mailboxes.new");
        Files.write(next, now);
        Files.move(next, index, StandardCopyOption.ATOMIC_MOVE);
        written = now;
        return true;
    }

    private void saveFolder(String user, MailFolder folder, DataOutputStream out, FileChannel content)
            throws IOException {
        out.writeUTF(user);
        out.writeUTF(mail.nameOf(user, folder));
        out.writeLong(folder.getUidValidity());
        var messages = folder.getMessages().toArray(new StoredMessage[0]);
        out.writeLong(folder.getUIDNext());
        out.writeInt(messages.length);
        for (var message : messages) {
            out.writeLong(message.getUid());
            writeFlags(message.getFlags(), out);
            out.writeLong(message.getReceivedDate().getTime());
            out.writeLong(place(message, content));
        }
    }

    /** A moved message is a new object with the same bytes, so the digest finds its letter again. */
    private long place(StoredMessage message, FileChannel content) throws IOException {
        var place = places.get(message);
        if (place == null) {
            var letter = bytes(message);
            var digest = digest(letter);
            place = known.get(digest);
            if (place == null) {
                place = append(content, letter);
                known.put(digest, place);
            }
            places.put(message, place);
        }
        return place;
    }

    private static long append(FileChannel content, byte[] letter) throws IOException {
        var place = content.size();
        var record = ByteBuffer.allocate(4 + letter.length)
                .putInt(letter.length)
                .put(letter)
                .flip();
        for (var at = place; record.hasRemaining(); ) {
            at += content.write(record, at);
        }
        return place;
    }

    private static byte[] read(FileChannel content, long place) throws IOException {
        var length = fill(content, ByteBuffer.allocate(4), place).getInt();
        return fill(content, ByteBuffer.allocate(length), place + 4).array();
    }

    private static ByteBuffer fill(FileChannel content, ByteBuffer buffer, long place) throws IOException {
        while (buffer.hasRemaining()) {
            if (content.read(buffer, place + buffer.position()) < 0) {
                throw new EOFException("the letters end before place " + place);
            }
        }
        return buffer.flip();
    }

    private static void writeFlags(Flags flags, DataOutputStream out) throws IOException {
        var bits = 0;
        for (var i = 0; i < SYSTEM.size(); i++) {
            bits |= flags.contains(SYSTEM.get(i)) ? 1 << i : 0;
        }
        out.writeByte(bits);
        out.writeUTF(String.join(" ", flags.getUserFlags()));
    }

    private static Flags readFlags(DataInputStream in) throws IOException {
        var flags = new Flags();
        var bits = in.readByte();
        for (var i = 0; i < SYSTEM.size(); i++) {
            if ((bits & 1 << i) != 0) {
                flags.add(SYSTEM.get(i));
            }
        }
        for (var keyword : in.readUTF().split(" ")) {
            if (!keyword.isEmpty()) {
                flags.add(keyword);
            }
        }
        return flags;
    }

    private static byte[] bytes(StoredMessage message) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            message.getMimeMessage().writeTo(bytes);
        } catch (MessagingException e) {
            throw new IOException(e);
        }
        return bytes.toByteArray();
    }

    private static String digest(byte[] letter) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(letter));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
