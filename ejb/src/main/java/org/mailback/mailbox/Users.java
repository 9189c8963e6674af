package org.mailback.mailbox;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.MailboxProblem.Kind;

/** Who may sign in. Names are compared without regard to case. Hashing takes its time, so it happens outside transactions. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Users {

    public static final String USER = "user";
    public static final String ADMIN = "admin";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");
    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 200;

    @Inject
    UserRecords records;

    /** @param role {@code user} or {@code admin} */
    public record User(long id, String name, String role, Instant createdAt) {

        static User of(AppUser user) {
            return new User(user.id(), user.name(), user.role(), user.createdAt());
        }
    }

    /**
     * @return the user if the password is right
     */
    public Optional<User> verify(String name, String password) {
        var stored = records.find(lower(name)).filter(user -> user.passwordHash() != null);
        if (password.length() > LONGEST_PASSWORD) {
            return Optional.empty();
        }
        if (stored.isEmpty()) {
            PasswordHash.spendTheSameTime(password);
            return Optional.empty();
        }
        return stored.filter(user -> PasswordHash.matches(password, String.valueOf(user.passwordHash())))
                .map(User::of);
    }

    public Optional<User> find(String name) {
        return records.find(lower(name)).map(User::of);
    }

    /**
     * A mark that changes with the user's password and role: a session that was opened under another one is over.
     *
     * @return empty if there is no such user any more
     */
    public Optional<String> mark(String name) {
        return records.find(lower(name)).map(Users::mark);
    }

    /** The marks of many users by their names; whoever does not exist any more is left out. */
    public Map<String, String> marks(Collection<String> names) {
        return records.find(names).stream().collect(Collectors.toMap(AppUser::name, Users::mark));
    }

    private static String mark(AppUser user) {
        return Integer.toHexString((user.id() + ":" + user.role() + ":" + user.passwordHash()).hashCode());
    }

    public List<User> list() {
        return records.list().stream().map(User::of).toList();
    }

    /** @throws MailboxProblem {@code invalid}, or {@code conflict} if the name is taken */
    public User create(Caller actor, @Nullable String name, @Nullable String password, @Nullable String role) {
        var checked = lower(Input.line("name", name, 64));
        if (!NAME.matcher(checked).matches()) {
            throw Input.invalid("name must begin with a letter or digit and go on with letters, digits or . _ @ -");
        }
        var checkedRole = role(role == null ? USER : role);
        return User.of(records.create(actor, checked, hash(password), checkedRole));
    }

    /**
     * Changes what is not null.
     *
     * @throws MailboxProblem {@code not_found}, {@code invalid}, or {@code conflict} if no administrator would be left
     */
    public User change(Caller actor, String name, @Nullable String password, @Nullable String role) {
        var newRole = role == null ? null : role(role);
        var newHash = password == null ? null : hash(password);
        return User.of(records.change(actor, lower(name), newHash, newRole));
    }

    private static String hash(@Nullable String password) {
        var checked = Input.secret("password", password, LONGEST_PASSWORD);
        if (checked.length() < SHORTEST_PASSWORD) {
            throw Input.invalid("password must have at least " + SHORTEST_PASSWORD + " characters");
        }
        return PasswordHash.of(checked);
    }

    private static String role(String role) {
        if (!role.equals(USER) && !role.equals(ADMIN)) {
            throw new MailboxProblem(Kind.INVALID, "role must be user or admin");
        }
        return role;
    }

    private static String lower(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
