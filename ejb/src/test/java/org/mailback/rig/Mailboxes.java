package org.mailback.rig;

import jakarta.persistence.EntityManager;
import java.util.Arrays;
import java.util.List;
import org.mailback.mailbox.ActionResult;
import org.mailback.mailbox.Caller;
import org.mailback.mailbox.MessageActions;
import org.mailback.mailbox.Selection;
import org.mailback.mailbox.SingleActions;
import org.mailback.operation.OperationKind;
import org.mailback.operation.OperationStatus;
import org.mailback.operation.PendingOperation;

/** Accounts and messages as if they had been fetched, and actions on them by their owner. */
public final class Mailboxes {

    private final Beans beans;

    public Mailboxes(Beans beans) {
        this.beans = beans;
    }

    /** An idle account with INBOX, Trash and Archive, whose owner has the name. */
    public long account(String owner) {
        beans.execute("insert into app_user (name, role) values ('" + owner + "', 'user') on conflict do nothing");
        long id = beans.number(
                "insert into account (owner_id, email, display_name, host, port, tls, username, imported_at)"
                        + " select id, name || '@example.org', name, 'localhost', 143, 'none', name || random(), now()"
                        + " from app_user where name = '" + owner + "' returning id");
        beans.execute("insert into account_lane (account_id) values (" + id + ")");
        for (var folder : List.of("INBOX:inbox", "Trash:trash", "Archive:archive")) {
            var name = folder.split(":");
            beans.execute("insert into folder (account_id, name, role, uid_validity, uid_next) values (" + id + ", '"
                    + name[0] + "', '" + name[1] + "', 7, 100000)");
        }
        return id;
    }

    public long message(long account) {
        return messages(account, 1).get(0);
    }

    /** Unread messages in INBOX, on both sides. */
    public List<Long> messages(long account, int count) {
        return beans
                .query(
                        "insert into message (account_id, folder_id, seen, server_folder_id, uid, server_seen, message_id,"
                                + " internal_date, size, sender, recipients, subject)"
                                + " select f.account_id, f.id, false, f.id, n + (select count(*) from message), false, '<' || n || '@x>',"
                                + " now() - n * interval '1 minute', 1000, 'Ada <ada@example.org>', '', 'Subject ' || n"
                                + " from folder f, generate_series(1, " + count + ") n"
                                + " where f.account_id = " + account + " and f.name = 'INBOX' returning id")
                .stream()
                .map(id -> ((Number) id).longValue())
                .toList();
    }

    public ActionResult act(OperationKind kind, Long... ids) {
        return act(kind, Arrays.asList(ids));
    }

    /** As the owner of the first message's account. */
    public ActionResult act(OperationKind kind, List<Long> ids) {
        long owner = beans.number(
                "select a.owner_id from message m join account a on a.id = m.account_id where m.id = " + ids.get(0));
        return beans.get(MessageActions.class).apply(new Caller(owner, "owner", false), kind, new Selection.Ids(ids));
    }

    /** An action on one message, as REST asks for it. */
    public ActionResult click(OperationKind kind, long message) {
        long owner = beans.number(
                "select owner_id from account where id = (select account_id from message where id = " + message + ")");
        return beans.get(SingleActions.class).apply(new Caller(owner, "owner", false), kind, message);
    }

    /** As the owner of the only account. */
    public ActionResult act(OperationKind kind, Selection selection) {
        var caller = new Caller(beans.number("select owner_id from account"), "owner", false);
        return beans.get(MessageActions.class).apply(caller, kind, selection);
    }

    public List<PendingOperation> pending(long account) {
        return list(account, OperationStatus.PENDING);
    }

    public List<PendingOperation> list(long account, OperationStatus status) {
        try {
            return beans.inTransaction(() -> beans.get(EntityManager.class)
                    .createQuery(
                            "select o from PendingOperation o where o.status = :status and o.accountId = :account"
                                    + " order by o.seq",
                            PendingOperation.class)
                    .setParameter("status", status.code())
                    .setParameter("account", account)
                    .getResultList());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** As if a worker had claimed all that is pending now. */
    public void claim(long account) {
        beans.execute(
                "update account_lane set lease_no = lease_no + 1, lease_owner = 'elsewhere', claimed_to = queued_no,"
                        + " claimed_at = now(), due_at = now() + interval '1 minute' where account_id = " + account);
    }
}
