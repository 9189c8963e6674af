package org.mailback.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.mailback.server.ApiClient;

/**
 * One thing to look at: through REST, and as one would look it up by hand.
 *
 * @param path what is asked for
 * @param statement the same rows from the same tables, without who may see them and what becomes of them at the provider
 */
record Look(String path, String statement, List<Object> parameters) {

    private static final int PAGE = 50;

    private static final String COLUMNS = """
            select m.id, m.account_id, m.folder_id, m.message_id, m.sender, m.subject, m.internal_date, m.size, m.seen
            """;
    private static final String NEWEST = " order by m.internal_date desc, m.id desc limit " + (PAGE + 1);

    static Look page(long folder) {
        return new Look(
                "/api/folders/" + folder + "/messages?limit=" + PAGE,
                COLUMNS + "from message m where m.folder_id = ? and not m.removed" + NEWEST,
                List.of(folder));
    }

    /** @param next as an answer told it, behind which both go on */
    static Look pageBehind(long folder, String next, Instant date, long id) {
        return new Look(
                "/api/folders/" + folder + "/messages?limit=" + PAGE + "&cursor=" + next,
                COLUMNS + "from message m where m.folder_id = ? and not m.removed and (m.internal_date, m.id) < (?, ?)"
                        + NEWEST,
                List.of(folder, OffsetDateTime.ofInstant(date, ZoneOffset.UTC), id));
    }

    static Look search(long account, long folder, String words) {
        return new Look(
                "/api/folders/" + folder + "/messages?limit=" + PAGE + "&q="
                        + URLEncoder.encode(words, StandardCharsets.UTF_8),
                COLUMNS + "from message_search s join message m on m.id = s.message_id"
                        + " where s.account_id = ? and s.words like ? and m.folder_id = ? and not m.removed" + NEWEST,
                List.of(account, "%" + words.replace(" ", "%") + "%", folder));
    }

    static Look counts(long account) {
        return new Look("/api/accounts/" + account + "/folders", """
                select f.id, f.name, f.role, sum(c.total), sum(c.unread)
                from folder f left join folder_count c on c.folder_id = f.id
                where f.account_id = ? and f.gone_at is null group by f.id order by f.name""", List.of(account));
    }

    void ask(ApiClient client) {
        client.get(path).expect(200);
    }

    void ask(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(statement)) {
            for (int i = 0; i < parameters.size(); i++) {
                query.setObject(i + 1, parameters.get(i));
            }
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                        rows.getObject(column);
                    }
                }
            }
        }
    }
}
