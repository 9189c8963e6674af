package org.mailback.admin;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.mailback.mailbox.Caller;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationQueue;
import org.mailback.operation.OperationStatus;
import org.mailback.operation.PendingOperation;
import org.mailback.rig.Beans;
import org.mailback.rig.Mailboxes;

/** Accounts with operations that failed, as an administrator meets them. */
abstract class OnConsole {

    static final Caller ADMIN = new Caller(0, "root", true);

    final Beans beans;
    final Mailboxes mailboxes;

    OnConsole() {
        this(Map.of());
    }

    OnConsole(Map<String, String> settings) {
        beans = new Beans(settings);
        mailboxes = new Mailboxes(beans);
    }

    @AfterEach
    void close() {
        beans.close();
    }

    /** So many new messages, marked read, which the provider refused for this reason. */
    List<Long> failed(long account, int count, ErrorClass errorClass, String text) {
        var messages = mailboxes.messages(account, count);
        mailboxes.act(OperationKind.MARK_READ, messages);
        var ids = mailboxes.pending(account).stream()
                .filter(operation -> messages.contains(operation.messageId()))
                .map(PendingOperation::id)
                .toList();
        fail(ids, errorClass, text);
        return ids;
    }

    void fail(List<Long> ids, ErrorClass errorClass, String text) {
        beans.onTrip(trip -> beans.get(OperationQueue.class)
                .fail(
                        trip,
                        ids.stream()
                                .map(id -> new OperationQueue.Failure(id, errorClass, text, null, false, false, null))
                                .toList(),
                        "node"));
    }

    void inTransaction(Runnable work) {
        try {
            beans.inTransaction(() -> {
                work.run();
                return null;
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int count(long account, OperationStatus status) {
        return mailboxes.list(account, status).size();
    }

    List<AuditLog.Entry> audit() {
        return beans.get(AuditLog.class).list(null, 50).items();
    }
}
