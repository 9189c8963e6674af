package org.mailback.mailbox;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Somebody who signs in; owns accounts, or administers them (role {@code admin}). */
@Entity
@Table(name = "app_user")
public class AppUser {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    private String name;
    private @Nullable String passwordHash;
    private String role;
    private Instant createdAt;

    protected AppUser() {}

    public AppUser(String name, @Nullable String passwordHash, String role, Instant createdAt) {
        this.name = name;
        this.passwordHash = passwordHash;
        this.role = role;
        this.createdAt = createdAt;
    }

    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    public @Nullable String passwordHash() {
        return passwordHash;
    }

    public void changePassword(String newHash) {
        this.passwordHash = newHash;
    }

    public String role() {
        return role;
    }

    public void changeRole(String newRole) {
        this.role = newRole;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
