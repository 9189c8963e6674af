package org.mailback.provider.imap;

import org.mailback.provider.MailProvider;

/** The provider of the product for tests of other packages; closing it lets go of its connections. */
public final class RealImap implements AutoCloseable {

    private final ImapProvider provider = new ImapProvider(TestSettings.patient());

    public MailProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        provider.close();
    }
}
