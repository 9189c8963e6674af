package org.mailback.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.mailback.rig.PostgresServer;

/**
 * The limit of an action: what any implementation must write, by prepared statements on a connection of its own, and nothing
 * besides. The lane's row is taken last, so that it is held for one statement and the commit.
 */
final class PlainActions implements Load.Actor, AutoCloseable {

    private final Connection connection;
    private final PreparedStatement change;
    private final PreparedStatement queue;
    private final Iterator<Long> messages;

    PlainActions(PostgresServer.Database database, List<Long> messages, boolean withLane) throws SQLException {
        connection = database.connect();
        connection.setAutoCommit(false);
        change = connection.prepareStatement("update message set seen = true where id = ?");
        queue = connection.prepareStatement(withLane ? """
                with lane as (
                    update account_lane l set queued_no = queued_no + 1
                    from message m join account a on a.id = m.account_id where m.id = ? and l.account_id = m.account_id
                    returning l.account_id, a.owner_id, m.id, queued_no
                )
                insert into pending_operation_pending (account_id, message_id, seq, kind, aspect, status, created_by)
                select account_id, id, queued_no, 'mark_read', 'seen', 'pending', owner_id from lane
                """ : """
                insert into pending_operation_pending (account_id, message_id, seq, kind, aspect, status, created_by)
                select m.account_id, m.id, 1, 'mark_read', 'seen', 'pending', a.owner_id
                from message m join account a on a.id = m.account_id where m.id = ?
                """);
        this.messages = messages.iterator();
    }

    @Override
    public boolean act() throws SQLException {
        if (!messages.hasNext()) {
            return false;
        }
        long message = messages.next();
        change.setLong(1, message);
        change.executeUpdate();
        queue.setLong(1, message);
        if (queue.executeUpdate() != 1) {
            throw new IllegalStateException("not queued: " + message);
        }
        connection.commit();
        return true;
    }

    /** The same for ten thousand, set by set. */
    static void bulk(Connection connection, Long[] messages) throws SQLException {
        connection.setAutoCommit(false);
        var ids = connection.createArrayOf("bigint", messages);
        try (var change = connection.prepareStatement("update message set seen = true where id = any(?)");
                var queue = connection.prepareStatement("""
                        with lane as (
                            update account_lane set queued_no = queued_no + cardinality(?)
                            where account_id = (select account_id from message where id = ?)
                            returning account_id, queued_no
                        )
                        insert into pending_operation_pending (account_id, message_id, seq, kind, aspect, status, created_by)
                        select l.account_id, m.id, l.queued_no - m.number, 'mark_read', 'seen', 'pending',
                               (select owner_id from account where id = l.account_id)
                        from lane l, unnest(?) with ordinality as m(id, number)
                        """)) {
            change.setArray(1, ids);
            change.executeUpdate();
            queue.setArray(1, ids);
            queue.setLong(2, messages[0]);
            queue.setArray(3, ids);
            if (queue.executeUpdate() != messages.length) {
                throw new IllegalStateException("not all queued");
            }
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
