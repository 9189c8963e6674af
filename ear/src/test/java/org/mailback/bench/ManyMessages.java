package org.mailback.bench;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Five million messages of fifty accounts in the tables, as after years: mail of all accounts came in turn, so that the messages
 * of one folder lie far from each other. All belong to one user; nothing of it is at any server.
 */
final class ManyMessages {

    static final int ACCOUNTS = 50;
    static final int IN_FOLDER = 100_000;

    /** A word that ten messages of a folder have, and one that every hundredth has. */
    static final String RARE = "heliograph";

    static final String COMMON = "quarterly";

    /** Rebuilt when the rows are there, which takes a third of the time. */
    private static final String INDEXES = """
            select indexname || '=' || indexdef from pg_indexes
            where tablename in ('message', 'message_search') and indexname not like '%_pkey'""";

    private static final String ACCOUNT = """
            insert into account (owner_id, email, display_name, host, port, tls, username, imported_at)
            select (select max(id) from app_user), 'many' || n || '@example.org', 'many', '127.0.0.1', 9, 'none', 'many' || n, now()
            from generate_series(1, %d) n""".formatted(ACCOUNTS);

    private static final String FOLDERS = """
            insert into folder (account_id, name, role, uid_validity, uid_next, server_exists)
            select a.id, f.name, f.role, 7, %d, 0 from account a,
            (values ('INBOX', 'inbox'), ('Trash', 'trash'), ('Archive', 'archive'), ('Sent', 'sent')) f(name, role)
            where a.display_name = 'many'""".formatted(IN_FOLDER + 1);

    private static final String MESSAGES = """
            insert into message (account_id, folder_id, seen, server_folder_id, uid, server_seen, message_id,
                                 internal_date, size, sender, recipients, subject, sent_at)
            select f.accounts[1 + i %% %1$d], f.folders[1 + i %% %1$d], i %% 7 <> 0, f.folders[1 + i %% %1$d], 1 + i / %1$d,
                   i %% 7 <> 0, '<' || i || '@mail.example.org>', timestamptz '2025-01-01' + i * interval '6 seconds',
                   2000 + h %% 60000,
                   first[1 + (h & 63)] || ' ' || last[1 + ((h >> 6) & 63)] || ' <' || lower(first[1 + (h & 63)]) || '.'
                       || (h & 1023) || '@example.org>',
                   'many@example.org',
                   words[1 + ((h >> 12) & 127)] || ' ' || words[1 + ((h >> 5) & 127)] || ' '
                       || case when i / %1$d %% 10000 = 17 then '%3$s ' when i / %1$d %% 100 = 3 then 'Quarterly ' else '' end
                       || words[1 + ((h >> 18) & 127)] || ' ' || i / %1$d,
                   timestamptz '2025-01-01' + i * interval '6 seconds'
            from generate_series(0, %1$d * %2$d - 1) i,
                 lateral (select hashint4(i)::bigint & 2147483647 as h) hash,
                 (select array_agg(f.id order by f.id) folders, array_agg(f.account_id order by f.id) accounts
                  from folder f join account a on a.id = f.account_id
                  where f.role = 'inbox' and a.display_name = 'many') f,
                 (select array_agg(initcap(translate(substr(md5(n::text), 1, 5), '0123456789', 'aeiounrstl'))) first,
                         array_agg(initcap(translate(substr(md5('l' || n), 1, 7), '0123456789', 'aeiounrstl'))) last
                  from generate_series(1, 64) n) names,
                 (select array_agg(translate(substr(md5('w' || n), 1, 4 + n %% 6), '0123456789', 'aeiounrstl')) words
                  from generate_series(1, 128) n) vocabulary
            """.formatted(ACCOUNTS, IN_FOLDER, RARE);

    private final World world;

    ManyMessages(World world) {
        this.world = world;
    }

    void seed() throws Exception {
        var indexes = world.read(INDEXES, row -> row.getString(1).split("=", 2));
        for (var index : indexes) {
            world.execute("drop index " + index[0]);
        }
        world.execute(
                ACCOUNT, "insert into account_lane (account_id) select id from account where display_name = 'many'");
        world.execute(
                FOLDERS,
                "set session_replication_role = replica",
                MESSAGES,
                "insert into message_search select id, account_id, lower(sender || E'\\n' || subject), internal_date"
                        + " from message order by id",
                "insert into folder_count select folder_id, count(*), count(*) filter (where not seen) from message"
                        + " group by folder_id",
                "set session_replication_role = origin");
        var words = CompletableFuture.runAsync(() -> build(indexes, "message_search"));
        build(indexes, "message");
        words.join();
        world.execute(
                "vacuum (analyze) message",
                "vacuum (analyze) message_search",
                "analyze folder, folder_count",
                "checkpoint");
    }

    private void build(List<String[]> indexes, String table) {
        try {
            for (var index : indexes) {
                if (index[1].contains(" ON public." + table + " ")) {
                    world.execute("set maintenance_work_mem = '1GB'", index[1]);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Long> accounts() throws SQLException {
        return world.read("select id from account where display_name = 'many' order by id", row -> row.getLong(1));
    }

    long inbox(long account) throws SQLException {
        return world.number("select id from folder where role = 'inbox' and account_id = ?", account);
    }
}
