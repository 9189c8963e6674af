package org.mailback.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.mailback.mailbox.Caller;
import org.mailback.platform.Sql;

/** A filter as SQL over an operation {@code o}. Only conditions that apply are there, so that PostgreSQL plans for these. */
final class Matching {

    private final List<String> conditions = new ArrayList<>();
    private final List<UnaryOperator<Sql>> values = new ArrayList<>();

    private Matching() {}

    static Matching everything() {
        return new Matching();
    }

    /** All but the text, which is slow to look for. */
    static Matching of(OperationFilter filter) {
        var matching = new Matching();
        var status = filter.status();
        var account = filter.accountId();
        var kind = filter.kind();
        var errorClass = filter.errorClass();
        var host = filter.host();
        var ids = filter.ids();
        if (status != null) {
            matching.and("o.status = '" + status.code() + "'");
        }
        if (account != null) {
            matching.and("o.account_id = :account", sql -> sql.set("account", account));
        }
        if (kind != null) {
            matching.and("o.kind = :kind", sql -> sql.set("kind", kind.code()));
        }
        if (errorClass != null) {
            matching.and(
                    "o.error_class is not null and o.error_class = :class", sql -> sql.set("class", errorClass.code()));
        }
        if (host != null) {
            matching.and(
                    "o.account_id in (select h.id from account h where lower(h.host) = lower(:host))",
                    sql -> sql.set("host", host));
        }
        if (ids != null) {
            matching.and("o.id = any(cast(:ids as bigint[]))", sql -> sql.setIds("ids", ids));
        }
        return matching;
    }

    /** Everybody but an administrator sees what is their own. */
    Matching visibleTo(Caller caller) {
        return caller.admin()
                ? this
                : and(
                        "o.account_id in (select w.id from account w where w.owner_id = :user)",
                        sql -> sql.set("user", caller.userId()));
    }

    /** With the text in the error or the subject. @param subjects whether subjects may be looked at */
    static Matching containing(String text, boolean subjects) {
        // A scalar subquery, not "exists": PostgreSQL would hash the subjects of all messages to look at ten thousand.
        var bySubject = " or (select s.subject from message s where s.id = o.message_id) ilike :text escape '!'";
        return new Matching()
                .and(
                        "(o.last_error ilike :text escape '!'" + (subjects ? bySubject : "") + ")",
                        sql -> sql.set("text", "%" + text.replaceAll("([!%_])", "!$1") + "%"));
    }

    Matching and(Matching other) {
        conditions.addAll(other.conditions);
        values.addAll(other.values);
        return this;
    }

    Matching and(String condition) {
        return and(condition, sql -> sql);
    }

    Matching and(String condition, UnaryOperator<Sql> value) {
        conditions.add(condition);
        values.add(value);
        return this;
    }

    String where() {
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }

    Sql bind(Sql sql) {
        values.forEach(value -> value.apply(sql));
        return sql;
    }
}
