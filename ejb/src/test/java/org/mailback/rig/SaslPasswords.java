package org.mailback.rig;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Knows who may sign in to Cyrus, and answers as saslauthd does: four counted strings in, one out. */
final class SaslPasswords implements AutoCloseable {

    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final ServerSocketChannel door;

    private SaslPasswords(ServerSocketChannel door) {
        this.door = door;
    }

    static SaslPasswords at(Path socket) throws IOException {
        var door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        door.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        var passwords = new SaslPasswords(door);
        var thread = new Thread(passwords::answerAll, "sasl passwords");
        thread.setDaemon(true);
        thread.start();
        return passwords;
    }

    void put(String user, String password) {
        passwords.put(user, password);
    }

    private void answerAll() {
        while (door.isOpen()) {
            answerOne();
        }
    }

    private void answerOne() {
        try (var channel = door.accept();
                var in = new DataInputStream(Channels.newInputStream(channel));
                var out = new DataOutputStream(Channels.newOutputStream(channel))) {
            var user = string(in);
            var password = string(in);
            string(in); // the service
            string(in); // the realm
            var answer = (password.equals(passwords.get(user)) ? "OK" : "NO").getBytes(StandardCharsets.US_ASCII);
            out.writeShort(answer.length);
            out.write(answer);
        } catch (IOException e) {
            // Closed by us, or by a Cyrus that was killed while it asked.
        }
    }

    private static String string(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
