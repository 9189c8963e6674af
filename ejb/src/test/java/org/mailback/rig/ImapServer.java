package org.mailback.rig;

/** A running mail server for tests, with users that are added while it runs. */
public interface ImapServer extends AutoCloseable {

    default String host() {
        return "127.0.0.1";
    }

    int port();

    /** Adds a user who has a Trash, or changes the password of one; returns when it counts. */
    ImapServer addUser(String name, String password);

    default ImapClient client(String user, String password) {
        return new ImapClient(host(), port(), user, password);
    }

    @Override
    void close();
}
