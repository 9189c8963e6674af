package org.mailback.cases;

import org.mailback.rig.DovecotServer;
import org.mailback.rig.EmbeddedMail;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapProxy;

/** Where the mail of a case is: the real server, which judges, or the embedded one. */
interface MailServer {

    void addUser(String name, String password);

    ImapClient client(String name, String password);

    ImapProxy proxy();

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
