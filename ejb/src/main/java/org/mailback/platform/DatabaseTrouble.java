package org.mailback.platform;

import jakarta.persistence.TransactionRequiredException;
import jakarta.resource.ResourceException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.RollbackException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells when nobody is to blame but the database, which is away, full, busy, or could not do two things at once. It passes,
 * and the same works again later. Whether a commit that was under way has happened is not known then.
 */
public final class DatabaseTrouble {

    /**
     * Classes of SQLSTATE: connection, rollback (deadlock, serialization), insufficient resources, intervention (shutdown,
     * cancelled), system error; and lock not available, read-only (the server was demoted to a
     * standby), idle in a transaction for too long.
     */
    private static final List<String> STATES = List.of("08", "40", "53", "57", "58", "55P03", "25006", "25P03");

    private static final int DEEPEST = 100;

    private DatabaseTrouble() {}

    /** @return what the database or its driver said, null if the failure has another cause */
    public static @Nullable String in(Throwable failure) {
        var all = causes(failure);
        return Stream.concat(
                        all.stream().filter(DatabaseTrouble::isTrouble),
                        // A transaction that ended while nothing else is wrong: it took too long, or its commit was
                        // lost.
                        all.stream()
                                .filter(DatabaseTrouble::isEnd)
                                .filter(end -> all.stream().noneMatch(SQLException.class::isInstance)))
                .findFirst()
                .map(cause -> cause.getClass().getSimpleName() + ": " + firstLine(cause))
                .orElse(null);
    }

    /** Whether the database rolled the transaction back only because of others (class 40: serialization, deadlock). */
    public static boolean isRolledBackForOthers(Throwable failure) {
        return causes(failure).stream().anyMatch(cause -> hasState(cause, "40"));
    }

    private static boolean isTrouble(Throwable cause) {
        return cause instanceof ResourceException || STATES.stream().anyMatch(state -> hasState(cause, state));
    }

    private static boolean hasState(Throwable cause, String prefix) {
        return cause instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith(prefix);
    }

    private static boolean isEnd(Throwable cause) {
        return cause instanceof RollbackException
                || cause instanceof HeuristicMixedException
                || cause instanceof TransactionRequiredException;
    }

    private static String firstLine(Throwable cause) {
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    /** With what was suppressed, where the transaction manager keeps the reason of a lost commit. */
    private static Set<Throwable> causes(Throwable failure) {
        var found = Collections.<Throwable>newSetFromMap(new IdentityHashMap<>());
        var open = new ArrayDeque<>(List.of(failure));
        while (!open.isEmpty() && found.size() < DEEPEST) {
            var next = open.remove();
            if (found.add(next)) {
                open.addAll(List.of(next.getSuppressed()));
                if (next.getCause() != null) {
                    open.add(next.getCause());
                }
            }
        }
        return found;
    }
}
