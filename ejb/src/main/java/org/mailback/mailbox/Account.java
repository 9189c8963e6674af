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
 * A mail account at a provider. It is connected once its login was checked, imported in slices, then kept in step by its lane.
 * Deleting it cancels what is pending, forgets its password at once and removes its rows after the retention time.
 */
@Entity
@Table(name = "account")
public class Account {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "owner_id")
    private AppUser owner;

    private String email;
    private String displayName;
    private String host;
    private int port;
    private String tls;
    private String username;
    private byte @Nullable [] passwordSealed;
    private @Nullable String passwordKeyId;
    private @Nullable Instant importedAt;
    private Instant createdAt;
    private @Nullable Instant deletedAt;

    protected Account() {}

    public Account(AppUser owner, Instant createdAt) {
        this.owner = owner;
        this.createdAt = createdAt;
    }

    public long id() {
        return id;
    }

    public AppUser owner() {
        return owner;
    }

    public String email() {
        return email;
    }

    public String displayName() {
        return displayName;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** {@code none}, {@code starttls} or {@code tls}. */
    public String tls() {
        return tls;
    }

    public String username() {
        return username;
    }

    public byte @Nullable [] passwordSealed() {
        return passwordSealed;
    }

    public @Nullable String passwordKeyId() {
        return passwordKeyId;
    }

    public @Nullable Instant importedAt() {
        return importedAt;
    }

    public @Nullable Instant deletedAt() {
        return deletedAt;
    }

    public void rename(String newEmail, String newDisplayName) {
        this.email = newEmail;
        this.displayName = newDisplayName;
    }

    public void reachAt(String newHost, int newPort, String newTls, String newUsername) {
        this.host = newHost;
        this.port = newPort;
        this.tls = newTls;
        this.username = newUsername;
    }

    public void seal(byte[] sealed, String keyId) {
        this.passwordSealed = sealed;
        this.passwordKeyId = keyId;
    }

    public void delete(Instant now) {
        this.deletedAt = now;
        this.passwordSealed = null;
        this.passwordKeyId = null;
    }
}
