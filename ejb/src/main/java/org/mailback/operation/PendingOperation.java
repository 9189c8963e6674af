package org.mailback.operation;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One queued write-back of one message. It is queued in the transaction of the user's change, claimed together with all that
 * is due for its account, applied at the provider and settled: completed; or failed, visible until an administrator retries
 * or discards it; or pending again for a later try; or cancelled because a later wish replaced it. Only set-based SQL changes
 * it; this mapping reads.
 */
@Entity
@Table(name = "pending_operation")
public class PendingOperation {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    private long accountId;
    private long messageId;
    private long seq;
    private String kind;
    private String aspect;
    private short slot;
    private String status;
    private @Nullable Long targetFolderId;
    private int attempts;
    private @Nullable Instant lastAttempt;
    private @Nullable String lastError;
    private @Nullable String errorClass;
    private @Nullable Instant notBefore;
    private boolean uncertain;
    private @Nullable String note;
    private Instant createdAt;
    private @Nullable Long createdBy;
    private @Nullable Instant completedAt;
    private @Nullable Long supersededBy;

    protected PendingOperation() {}

    public long id() {
        return id;
    }

    public long accountId() {
        return accountId;
    }

    public long messageId() {
        return messageId;
    }

    /** Its number in the account's lane, in commit order. */
    public long seq() {
        return seq;
    }

    /** @throws IllegalArgumentException if a newer version wrote a kind that this one does not know */
    public OperationKind kind() {
        return OperationKind.of(kind);
    }

    public OperationStatus status() {
        return OperationStatus.of(status);
    }

    public int attempts() {
        return attempts;
    }

    public @Nullable Instant lastAttempt() {
        return lastAttempt;
    }

    public @Nullable String lastError() {
        return lastError;
    }

    public @Nullable ErrorClass errorClass() {
        return errorClass == null ? null : ErrorClass.of(errorClass);
    }

    public @Nullable Instant notBefore() {
        return notBefore;
    }

    public @Nullable String note() {
        return note;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public @Nullable Instant completedAt() {
        return completedAt;
    }

    public @Nullable Long supersededBy() {
        return supersededBy;
    }
}
