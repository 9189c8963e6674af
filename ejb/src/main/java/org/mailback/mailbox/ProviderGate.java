package org.mailback.mailbox;

/**
 * What the mailbox needs of the outside world; the sync engine implements it. Every call goes over the network: never call
 * it inside a transaction.
 */
public interface ProviderGate {

    /**
     * Signs in with these settings and looks for the folders.
     *
     * @throws MailboxProblem {@code provider_refused}, {@code provider_busy} or why the server cannot be reached, each with the
     *     field of the settings to mend and with what the server said
     */
    void check(AccountSettings settings);

    /**
     * The message as it was sent (RFC 5322).
     *
     * @throws MailboxProblem {@code provider_unreachable}, {@code gone} or {@code too_large}
     */
    byte[] content(long messageId);
}
