package org.mailback.provider;

import java.util.List;
import java.util.SortedSet;

/**
 * A mail provider as the sync engine sees it. Every call goes over the network: never call it inside a transaction or while
 * a database connection is held. All UIDs are valid only together with the UIDVALIDITY of their folder (RFC 9051, 2.3.1.1).
 *
 * <p>Every method may throw {@link ProviderFailure.NotSent}, {@link ProviderFailure.Throttled} or
 * {@link ProviderFailure.AuthenticationRefused}; then nothing was changed at the provider. A method that reads also throws
 * {@code NotSent} when the connection breaks half-way, since reading again is harmless.
 */
public interface MailProvider {

    /** All folders that can be selected, each with its role; signs in if need be. */
    List<RemoteFolder> folders(AccountAccess access);

    /**
     * The folder's counters as of now.
     *
     * @throws ProviderFailure.FolderGone if there is no such folder
     * @throws ProviderFailure.FolderClosed if there is one, but the provider does not open it; so do all methods below
     */
    FolderState state(AccountAccess access, String folder);

    /**
     * The headers of all messages whose UID lies in the range, in any order.
     *
     * @throws ProviderFailure.FolderGone if the folder is gone or has another UIDVALIDITY
     */
    List<RemoteMessage> messages(AccountAccess access, FolderRef folder, UidRange range);

    /**
     * The flags of the messages in the range; only of those that changed after {@code changedSince} where that is not 0
     * (CONDSTORE, RFC 7162; the caller passes 0 to a server without it).
     *
     * @throws ProviderFailure.FolderGone if the folder is gone or has another UIDVALIDITY
     */
    List<RemoteFlags> flags(AccountAccess access, FolderRef folder, UidRange range, long changedSince);

    /**
     * The UIDs that exist in the range.
     *
     * @throws ProviderFailure.FolderGone if the folder is gone or has another UIDVALIDITY
     */
    SortedSet<Long> uids(AccountAccess access, FolderRef folder, UidRange range);

    /**
     * The UIDs in the folder, not below {@code uidFloor}, of messages with this Message-ID, size and INTERNALDATE.
     *
     * @throws ProviderFailure.FolderGone if the folder is gone or has another UIDVALIDITY
     */
    SortedSet<Long> find(AccountAccess access, FolderRef folder, Fingerprint fingerprint, long uidFloor);

    /**
     * The message as it was sent (RFC 5322), without marking it read.
     *
     * @throws ProviderFailure.FolderGone if the folder is gone or has another UIDVALIDITY
     * @throws ProviderFailure.MessageGone if the folder has no message with this UID
     * @throws ProviderFailure.TooLarge if it has more than {@code maxBytes} octets
     */
    byte[] content(AccountAccess access, FolderRef folder, long uid, long maxBytes);

    /**
     * Applies one change to a set of messages of one folder: at most 1,000 items, all with the same kind, source and target.
     *
     * @return one outcome an item, in any order; an item whose command may have reached the provider without an answer comes
     *     back as {@link Outcome.Unknown}, never as an exception
     */
    List<ItemOutcome> apply(AccountAccess access, WriteCommand command);

    /** Lets go of connections kept for this account, for example because its settings changed. */
    void forget(long accountId);
}
