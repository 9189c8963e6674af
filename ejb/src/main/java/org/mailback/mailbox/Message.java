package org.mailback.mailbox;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message with its two values: the local one, which the user sees and changes, and the server's, which the provider last
 * confirmed. A pending operation is the difference between the two. Deleted for ever, it stays as a hidden tombstone until
 * the provider has confirmed and the retention time is over. Only set-based SQL changes it; this mapping reads.
 */
@Entity
@Table(name = "message")
public class Message {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "account_id")
    private Account account;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "folder_id")
    private Folder folder;

    private boolean seen;
    private boolean removed;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "trashed_from_id")
    private @Nullable Folder trashedFrom;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "server_folder_id")
    private @Nullable Folder serverFolder;

    private @Nullable Long uid;
    private boolean serverSeen;
    private @Nullable Instant missingSince;
    private @Nullable String messageId;
    private Instant internalDate;
    private long size;
    private String sender;
    private String recipients;
    private String subject;
    private @Nullable Instant sentAt;
    private String[] flags;

    protected Message() {}

    public long id() {
        return id;
    }

    public Account account() {
        return account;
    }

    /** The folder the user sees it in. */
    public Folder folder() {
        return folder;
    }

    public boolean seen() {
        return seen;
    }

    public boolean removed() {
        return removed;
    }

    public @Nullable Folder trashedFrom() {
        return trashedFrom;
    }

    public @Nullable Folder serverFolder() {
        return serverFolder;
    }

    public @Nullable Long uid() {
        return uid;
    }

    public boolean serverSeen() {
        return serverSeen;
    }

    /** The Message-ID header with its angle brackets. */
    public @Nullable String messageId() {
        return messageId;
    }

    public Instant internalDate() {
        return internalDate;
    }

    /** In octets. */
    public long size() {
        return size;
    }

    public String sender() {
        return sender;
    }

    public String recipients() {
        return recipients;
    }

    public String subject() {
        return subject;
    }

    public @Nullable Instant sentAt() {
        return sentAt;
    }

    /** The server's flags and keywords but {@code \Seen}. */
    public String[] flags() {
        return flags.clone();
    }
}
