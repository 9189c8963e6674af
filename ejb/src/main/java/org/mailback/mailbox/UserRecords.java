package org.mailback.mailbox;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailback.mailbox.MailboxProblem.Kind;
import org.mailback.platform.Sql;

/** The table of users, one short transaction a call. */
@Stateless
public class UserRecords {

    @PersistenceContext
    EntityManager entityManager;

    @Inject
    AuditTrail audit;

    /** Nobody has a name with a NUL in it, and PostgreSQL cannot even compare it. */
    public Optional<AppUser> find(String name) {
        if (name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return entityManager
                .createQuery("select u from AppUser u where u.name = :name", AppUser.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst();
    }

    /** By their names as stored. */
    public List<AppUser> find(Collection<String> names) {
        return entityManager
                .createQuery("select u from AppUser u where u.name in :names", AppUser.class)
                .setParameter("names", names)
                .getResultList();
    }

    public List<AppUser> list() {
        return entityManager
                .createQuery("select u from AppUser u order by u.name", AppUser.class)
                .getResultList();
    }

    public AppUser create(Caller actor, String name, String passwordHash, String role) {
        if (insert(name, passwordHash, role) == 0) {
            throw new MailboxProblem(Kind.CONFLICT, "there is a user " + name + " already");
        }
        audit.write(actor, "user_create", "user " + name, null, "role " + role);
        return find(name).orElseThrow();
    }

    /** Does nothing if there is an administrator, or somebody of that name; safe on several nodes at once. */
    public boolean createFirstAdministrator(String name, String passwordHash) {
        return !hasAdministrator() && insert(name, passwordHash, Users.ADMIN) == 1;
    }

    public boolean hasAdministrator() {
        return !administrators(LockModeType.NONE).isEmpty();
    }

    public AppUser change(Caller actor, String name, @Nullable String passwordHash, @Nullable String role) {
        var administrators = administrators(LockModeType.PESSIMISTIC_WRITE);
        var user = find(name).orElseThrow(() -> new MailboxProblem(Kind.NOT_FOUND, "there is no user " + name));
        if (passwordHash != null) {
            user.changePassword(passwordHash);
        }
        if (role != null && !role.equals(user.role())) {
            if (administrators.equals(List.of(user))) {
                throw new MailboxProblem(Kind.CONFLICT, name + " is the only administrator");
            }
            user.changeRole(role);
        }
        audit.write(actor, "user_change", "user " + name, null, changes(passwordHash, role));
        return user;
    }

    private static String changes(@Nullable String passwordHash, @Nullable String role) {
        var changes = new ArrayList<String>();
        if (passwordHash != null) {
            changes.add("password");
        }
        if (role != null) {
            changes.add("role " + role);
        }
        return changes.isEmpty() ? "nothing" : String.join(", ", changes);
    }

    private List<AppUser> administrators(LockModeType lock) {
        return entityManager
                .createQuery("select u from AppUser u where u.role = 'admin' order by u.id", AppUser.class)
                .setLockMode(lock)
                .getResultList();
    }

    private int insert(String name, String passwordHash, String role) {
        return Sql.command(entityManager, """
                        insert into app_user (name, password_hash, role) values (:name, :hash, :role)
                        on conflict (name) do nothing
                        """)
                .set("name", name)
                .set("hash", passwordHash)
                .set("role", role)
                .execute();
    }
}
