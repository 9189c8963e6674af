package org.mailback.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.mailback.rig.Beans;

class SchemaTest {

    @Test
    void the_entities_are_mapped_as_the_migrations_made_the_tables() {
        try (var beans = new Beans()) {
            var schema = beans.factory().unwrap(SessionFactory.class).getSchemaManager();
            assertThatCode(schema::validateMappedObjects).doesNotThrowAnyException();
            beans.spoil();
            beans.execute("alter table message drop column flags");
            assertThatThrownBy(schema::validateMappedObjects).hasMessageContaining("flags");
        }
    }

    @Test
    void a_database_that_is_newer_than_the_application_is_refused() {
        try (var beans = new Beans()) {
            beans.spoil();
            beans.execute(
                    "insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                            + " installed_by, execution_time, success) values (99, '99', 'future', 'SQL', 'V99__future.sql', 1, 'x', 1, true)");
            assertThatThrownBy(() -> Schema.migrate(beans.database().dataSource()))
                    .hasMessageContaining("99");
        }
    }

    @Test
    void several_nodes_may_migrate_at_once() throws Exception {
        try (var beans = new Beans()) {
            beans.spoil();
            beans.execute("drop schema public cascade");
            beans.execute("create schema public");
            Callable<Integer> migration = () -> Schema.migrate(beans.database().dataSource());
            var nodes = Executors.newFixedThreadPool(3);
            try {
                int applied = 0;
                for (var result : nodes.invokeAll(java.util.List.of(migration, migration, migration))) {
                    applied += result.get();
                }
                assertThat(applied).isEqualTo((int) beans.number("select count(*) from flyway_schema_history"));
            } finally {
                nodes.shutdown();
            }
        }
    }

    @Test
    void a_database_of_the_first_release_keeps_its_content_and_gets_what_is_new() {
        try (var beans = new Beans()) {
            beans.spoil();
            beans.execute("drop schema public cascade");
            beans.execute("create schema public");
            migrateToFirstRelease(beans);
            beans.execute("insert into app_user (id, name, role) values (1, 'u', 'user')");
            beans.execute("insert into account (id, owner_id, email, display_name, host, port, tls, username)"
                    + " values (1, 1, 'u@example.org', 'U', 'imap.example.org', 993, 'tls', 'u')");
            beans.execute("insert into account_lane (account_id, pause_reason) values (1, 'paused')");
            beans.execute("insert into folder (id, account_id, name, role) values (1, 1, 'INBOX', 'inbox')");
            beans.execute(
                    "insert into message (id, account_id, folder_id, seen, server_seen, internal_date, size, sender,"
                            + " recipients, subject) select n, 1, 1, n = 1, true, now(), 1, 'Ada', 'u', 'Letter ' || n"
                            + " from generate_series(1, 3) n");
            beans.execute(
                    "insert into pending_operation (account_id, message_id, seq, kind, aspect, status, completed_at,"
                            + " error_class) values (1, 1, 1, 'mark_read', 'seen', 'completed', now(), null),"
                            + " (1, 2, 2, 'trash', 'placement', 'failed', now(), 'quota'),"
                            + " (1, 3, 3, 'mark_unread', 'seen', 'pending', null, null)");
            beans.execute("insert into operation_attempt (operation_id, account_id, node, error_class, error)"
                    + " values (2, 1, 'node', 'quota', 'full')");

            Schema.migrate(beans.database().dataSource());

            assertThat(beans.query("select status from pending_operation order by id"))
                    .map(Object::toString)
                    .containsExactly("completed", "failed", "pending");
            assertThat(beans.number("select count(*) from operation_attempt")).isEqualTo(1);
            assertThat(beans.number("select sum(completed) * 10 + sum(failed) from total_activity"))
                    .isEqualTo(11);
            assertThat(beans.number("select count(*) from account_lane where paused_since is not null"))
                    .isEqualTo(1);
            assertThat(beans.number("select count(*) from message_search where words like '%letter%'"))
                    .isEqualTo(3);
            assertThat(beans.number("select sum(total) * 10 + sum(unread) from folder_count"))
                    .isEqualTo(32);
        }
    }

    private static void migrateToFirstRelease(Beans beans) {
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(beans.database().dataSource())
                .locations("classpath:db/migration")
                .target("2")
                .load()
                .migrate();
    }

    @Test
    void due_lanes_and_the_next_operations_are_found_by_their_indexes() {
        try (var beans = new Beans()) {
            beans.execute("insert into app_user (name, role) values ('u', 'user')");
            beans.execute("insert into account (owner_id, email, display_name, host, port, tls, username)"
                    + " select u.id, 'e', 'd', 'h', 143, 'none', n::text from app_user u, generate_series(1, 20000) n"
                            .replace("::text", " || ''"));
            beans.execute("insert into account_lane (account_id, due_at)"
                    + " select id, case when id % 100 = 0 then now() end from account");
            beans.execute("analyze account_lane");
            var plan = String.join(
                    "\n",
                    beans
                            .query("explain select account_id from account_lane"
                                    + " where due_at <= clock_timestamp() order by due_at, account_id limit 10")
                            .stream()
                            .map(Object::toString)
                            .toList());
            assertThat(plan).contains("account_lane_due").doesNotContain("Sort").doesNotContain("Seq Scan");
        }
    }
}
