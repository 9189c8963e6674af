package org.mailback.cases;

import org.mailback.rig.CyrusServer;
import org.mailback.rig.DovecotServer;
import org.mailback.rig.EmbeddedMail;
import org.mailback.rig.ImapClient;
import org.mailback.rig.ImapProxy;
import org.mailback.rig.ImapServer;

/**
 * Where the mail of a case is: a real server, which judges, or the embedded one.
 *
 * @param prefix before the name of each folder but INBOX
 */
record MailServer(ImapServer server, String name, String prefix, String trash) {

    static MailServer of(DovecotServer server) {
        return new MailServer(server, "Dovecot", "", "Trash");
    }

    static MailServer of(CyrusServer server) {
        return new MailServer(server, "Cyrus", "", "Trash");
    }

    static MailServer of(CyrusServer server, String prefix, String trash) {
        return new MailServer(server, "Cyrus with " + prefix, prefix, trash);
    }

    static MailServer of(EmbeddedMail server) {
        return new MailServer(server, "embedded", "", "Trash");
    }

    void addUser(String user, String password) {
        server.addUser(user, password);
    }

    ImapClient client(String user, String password) {
        return server.client(user, password);
    }

    ImapProxy proxy() {
        return ImapProxy.before(server);
    }

    /** How this server calls a folder of the user. */
    String folder(String folder) {
        return prefix + folder;
    }

    @Override
    public String toString() {
        return name;
    }
}
