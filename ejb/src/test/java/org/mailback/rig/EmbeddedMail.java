package org.mailback.rig;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.imap.AuthorizationException;
import com.icegreen.greenmail.imap.ImapConstants;
import com.icegreen.greenmail.imap.ImapHandler;
import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.server.AbstractServer;
import com.icegreen.greenmail.server.ProtocolHandler;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A plain IMAP server inside this JVM, on loopback only: good for the demo and the happy path, never the judge of what is
 * correct (no CONDSTORE, no SPECIAL-USE). Its mailboxes outlive {@link #stop()}, so an outage can be played: stop, act, start.
 */
public final class EmbeddedMail implements ImapServer {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(30);
    private static final String STREAM_PROVIDER = "jakarta.mail.util.StreamProvider";
    private static final long STARTUP_MILLIS = 10_000;
    private static final Session SESSION = session();

    private final Managers managers = new Managers();
    private final ImapHostManager mailboxes = managers.getImapHostManager();
    private int port;
    private @Nullable Listener listener;

    private EmbeddedMail(int port) {
        this.port = port;
    }

    public static EmbeddedMail onFreePort() {
        return new EmbeddedMail(0);
    }

    public static EmbeddedMail onPort(int port) {
        return new EmbeddedMail(port);
    }

    /** Adds a user whose only folder is INBOX, or changes the password of one. */
    public EmbeddedMail withUser(String name, String password) {
        var known = managers.getUserManager().getUser(name);
        if (known != null) {
            known.setPassword(password);
            return this;
        }
        try {
            managers.getUserManager().createUser(name + "@mailback.example", name, password);
            FolderInternals.index(folder(name, ImapConstants.INBOX_NAME));
            return this;
        } catch (UserException e) {
            throw new IllegalArgumentException("mail user " + name + " cannot be made", e);
        }
    }

    public synchronized EmbeddedMail start() {
        if (listener != null) {
            return this;
        }
        port = port == 0 ? freePort() : port;
        var starting = new Listener(port, managers);
        starting.setDaemon(true);
        starting.startService();
        try {
            if (!starting.waitTillRunning(STARTUP_MILLIS)) {
                throw new IllegalStateException("the embedded IMAP server cannot listen on port " + port);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        listener = starting;
        return this;
    }

    /** Closes the port and every connection; the mailboxes stay. */
    public synchronized void stop() {
        if (listener != null) {
            listener.stopService();
            listener = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    public synchronized boolean running() {
        return listener != null;
    }

    @Override
    public EmbeddedMail addUser(String name, String password) {
        withUser(name, password);
        folder(name, "Trash");
        return this;
    }

    /** The port asked for or, after the first start, the one that was free; the same after every restart. */
    @Override
    public synchronized int port() {
        return port;
    }

    /** The folder of that dotted name, made with its parents where it does not exist. */
    public MailFolder folder(String user, String name) {
        try {
            var existing = mailboxes.getFolder(user(user), name);
            return existing != null ? existing : indexed(mailboxes.createMailbox(user(user), name));
        } catch (FolderException | AuthorizationException e) {
            throw new IllegalStateException("folder " + name + " of " + user, e);
        }
    }

    private static MailFolder indexed(MailFolder folder) {
        FolderInternals.index(folder);
        return folder;
    }

    /** Every folder of the user that can hold messages, by its dotted name below the user's root. */
    public List<MailFolder> folders(String user) {
        try {
            Collection<MailFolder> all = mailboxes.listMailboxes(user(user), "*");
            var selectable = new ArrayList<MailFolder>();
            for (var folder : all) {
                if (folder.isSelectable()) {
                    selectable.add(folder);
                }
            }
            return selectable;
        } catch (FolderException e) {
            throw new IllegalStateException("folders of " + user, e);
        }
    }

    /** The dotted name below the user's root, as an IMAP client sees it. */
    public String nameOf(String user, MailFolder folder) {
        var root = ImapConstants.USER_NAMESPACE + '.' + user(user).getQualifiedMailboxName() + '.';
        return folder.getFullName().substring(root.length());
    }

    /** Delivers a message as it is, byte for byte, and answers its UID. */
    public long append(String user, String folder, byte[] message, Flags flags, Instant received) {
        return append(folder(user, folder), message, flags, received);
    }

    long append(MailFolder folder, byte[] message, Flags flags, Instant received) {
        try {
            var parsed = new MimeMessage(SESSION, new ByteArrayInputStream(message));
            return folder.appendMessage(parsed, flags, Date.from(received));
        } catch (MessagingException e) {
            throw new IllegalArgumentException("not a message", e);
        }
    }

    private GreenMailUser user(String name) {
        var user = managers.getUserManager().getUser(name);
        if (user == null) {
            throw new IllegalArgumentException("no mail user " + name);
        }
        return user;
    }

    /** Without the property Jakarta Mail searches the class path anew for every message: 18 s instead of 4 s for the seed. */
    private static Session session() {
        if (System.getProperty(STREAM_PROVIDER) == null) {
            System.setProperty(STREAM_PROVIDER, "org.eclipse.angus.mail.util.MailStreamProvider");
        }
        return Session.getInstance(new Properties());
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port on loopback", e);
        }
    }

    /** GreenMail's own server class answers single commands 40 ms late, because it leaves Nagle's algorithm on. */
    private static final class Listener extends AbstractServer {

        private final Managers managers;

        Listener(int port, Managers managers) {
            super(new ServerSetup(port, LOOPBACK, ServerSetup.PROTOCOL_IMAP), managers);
            this.managers = managers;
            setClientSocketTimeout((int) IDLE_LIMIT.toMillis());
        }

        @Override
        protected ProtocolHandler createProtocolHandler(Socket client) {
            try {
                client.setTcpNoDelay(true);
            } catch (SocketException e) {
                throw new IllegalStateException("TCP_NODELAY", e);
            }
            return new ImapHandler(managers.getUserManager(), managers.getImapHostManager(), client);
        }
    }
}
