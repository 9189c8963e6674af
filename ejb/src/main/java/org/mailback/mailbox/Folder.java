package org.mailback.mailbox;

import jakarta.persistence.Column;
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

/** A folder of an account, with what the last fetch knew of it at the provider. */
@Entity
@Table(name = "folder")
public class Folder {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "account_id")
    private Account account;

    private String name;
    private String role;
    private @Nullable Long uidValidity;
    private long uidNext;

    @Column(name = "highest_modseq")
    private long highestModSeq;

    private long serverExists;
    private long importBelow;
    private @Nullable Instant goneAt;

    protected Folder() {}

    public long id() {
        return id;
    }

    public Account account() {
        return account;
    }

    /** The whole path, decoded. */
    public String name() {
        return name;
    }

    /** {@code inbox}, {@code trash}, {@code archive}, {@code sent}, {@code drafts}, {@code junk} or {@code none}. */
    public String role() {
        return role;
    }

    /** Null until the folder was seen at the provider. */
    public @Nullable Long uidValidity() {
        return uidValidity;
    }

    public long uidNext() {
        return uidNext;
    }

    public long highestModSeq() {
        return highestModSeq;
    }

    /** Number of messages at the provider when it was last fetched. */
    public long serverExists() {
        return serverExists;
    }

    /** UIDs below this are still to be imported; 1 = done. */
    public long importBelow() {
        return importBelow;
    }

    public @Nullable Instant goneAt() {
        return goneAt;
    }
}
