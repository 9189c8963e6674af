package org.mailback.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
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
