package org.mailback.cases;

import org.mailback.rig.CyrusServer;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.EmbeddedMail;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapProxy;

/** Where the mail of a case is: a real server, which judges, or the embedded one. */
interface MailServer {

    void addUser(String name, String password);

    ImapClient client(String name, String password);

    ImapProxy proxy();

    /** How this server calls a folder of the user. */
    default String folder(String name) {
        return name;
    }

    default String trash() {
        return "Trash";
    }

    static MailServer of(DovecotServer server) {
        return new MailServer() {
            @Override
            public void addUser(String name, String password) {
                server.addUser(name, password);
            }

            @Override
            public ImapClient client(String name, String password) {
                return server.client(name, password);
            }

            @Override
            public ImapProxy proxy() {
                return ImapProxy.before(server);
            }

            @Override
            public String toString() {
                return "Dovecot";
            }
        };
    }

    static MailServer of(CyrusServer server) {
        return of(server, "", "Trash");
    }

    /** @param prefix before the name of each folder but INBOX */
    static MailServer of(CyrusServer server, String prefix, String trash) {
        return new MailServer() {
            @Override
            public String folder(String name) {
                return prefix + name;
            }

            @Override
            public String trash() {
                return trash;
            }

            @Override
            public void addUser(String name, String password) {
                server.addUser(name, password);
            }

            @Override
            public ImapClient client(String name, String password) {
                return server.client(name, password);
            }

            @Override
            public ImapProxy proxy() {
                return ImapProxy.before(server.host(), server.port());
            }

            @Override
            public String toString() {
                return prefix.isEmpty() ? "Cyrus" : "Cyrus with " + prefix;
            }
        };
    }

    static MailServer of(EmbeddedMail server) {
        return new MailServer() {
            @Override
            public void addUser(String name, String password) {
                server.withUser(name, password);
                server.folder(name, "Trash");
            }

            @Override
            public ImapClient client(String name, String password) {
                return new ImapClient(server.host(), server.port(), name, password);
            }

            @Override
            public ImapProxy proxy() {
                return ImapProxy.before(server.host(), server.port());
            }

            @Override
            public String toString() {
                return "embedded";
            }
        };
    }
}
