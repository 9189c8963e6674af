package org.mailback.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailback.rig.Beans;

class UsersTest {

    private static final Caller ADMIN = new Caller(0, "admin", true);

    private final Beans beans = new Beans();
    private final Users users = beans.get(Users.class);

    @AfterEach
    void close() {
        beans.close();
    }

    @Test
    void a_user_signs_in_with_the_name_in_any_case_and_the_exact_password() {
        users.create(ADMIN, "Alice", "correct horse", null);
        assertThat(users.verify("ALICE ", "correct horse"))
                .get()
                .extracting(Users.User::role)
                .isEqualTo("user");
        assertThat(users.verify("alice", "Correct horse")).isEmpty();
        assertThat(users.verify("alice", "")).isEmpty();
        assertThat(users.verify("alice", "x".repeat(100_000))).isEmpty();
        assertThat(users.verify("nobody", "correct horse")).isEmpty();
        assertThat(users.verify("alice\0", "correct horse")).isEmpty();
    }

    @Test
    void whoever_signs_in_elsewhere_has_no_password_here() {
        beans.execute("insert into app_user (name, role) values ('oidc', 'user')");
        assertThat(users.verify("oidc", "anything at all")).isEmpty();
    }

    @Test
    void a_changed_password_or_role_changes_the_mark() {
        users.create(ADMIN, "alice", "correct horse", null);
        var first = users.mark("alice");
        assertThat(users.mark("alice")).isEqualTo(first);
        users.change(ADMIN, "alice", "battery staple", null);
        var second = users.mark("alice");
        assertThat(second).isNotEqualTo(first);
        assertThat(users.verify("alice", "correct horse")).isEmpty();
        assertThat(users.verify("alice", "battery staple")).isPresent();
        users.change(ADMIN, "alice", null, "admin");
        assertThat(users.mark("alice")).isNotEqualTo(second);
        assertThat(users.mark("nobody")).isEmpty();
    }

    @Test
    void the_last_administrator_cannot_be_made_a_user() {
        users.create(ADMIN, "root", "correct horse", "admin");
        assertThatThrownBy(() -> users.change(ADMIN, "root", null, "user")).isInstanceOf(MailboxProblem.class);
        users.create(ADMIN, "second", "correct horse", "admin");
        assertThat(users.change(ADMIN, "root", null, "user").role()).isEqualTo("user");
    }

    @Test
    void the_first_administrator_is_created_once() {
        var records = beans.get(UserRecords.class);
        assertThat(records.createFirstAdministrator("admin", "hash")).isTrue();
        assertThat(records.createFirstAdministrator("admin", "other")).isFalse();
        assertThat(records.createFirstAdministrator("another", "other")).isFalse();
        assertThat(users.list()).hasSize(1);
    }

    @Test
    void a_name_is_taken_once() {
        users.create(ADMIN, "alice", "correct horse", null);
        assertThatThrownBy(() -> users.create(ADMIN, "ALICE", "correct horse", null))
                .hasMessageContaining("already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", ".dot", "a/b", "ümlaut", "a\u0000b", "a\nb"})
    void a_name_that_cannot_be_is_refused(String name) {
        assertThatThrownBy(() -> users.create(ADMIN, name, "correct horse", null))
                .isInstanceOf(MailboxProblem.class);
        assertThat(users.list()).isEmpty();
    }
}
