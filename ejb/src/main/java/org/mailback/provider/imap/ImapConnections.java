package org.mailback.provider.imap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Uptime;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.ProviderFailure;

/**
 * The connections of this node, kept per account for a while, because a sign-in costs 10 to 450 ms and a re-select a third of
 * one. Each is used by one thread at a time. New credentials are another {@link AccountAccess} and so get new connections.
 */
final class ImapConnections implements AutoCloseable {

    private final ImapSettings settings;
    private final Map<AccountAccess, Deque<ImapConnection>> idle = new HashMap<>();
    /** The same, those first that were not used for longest: whoever takes one need not look at all. */
    private final Set<ImapConnection> oldestFirst = new LinkedHashSet<>();

    private final Map<Long, Integer> inUse = new HashMap<>();
    private final Map<String, Integer> inUseAtHost = new HashMap<>();
    private final Map<Long, Integer> forgotten = new HashMap<>();
    private boolean closed;

    ImapConnections(ImapSettings settings) {
        this.settings = settings;
    }

    /** Lends a connection for one piece of work; a broken one is not used again. */
    <T> T with(AccountAccess access, Function<ImapConnection, T> work) {
        var epoch = enter(access);
        ImapConnection connection = null;
        try {
            connection = kept(access);
            connection = connection == null ? ImapConnection.open(access, settings) : connection.begin();
            return work.apply(connection);
        } finally {
            leave(access, epoch, connection);
        }
    }

    /** Closes what is kept for the account; what is in use is closed when it comes back. */
    void forget(long accountId) {
        close(taken(accountId));
    }

    @Override
    public void close() {
        var all = new ArrayList<ImapConnection>();
        synchronized (this) {
            closed = true;
            idle.values().forEach(all::addAll);
            idle.clear();
            oldestFirst.clear();
        }
        close(all);
    }

    private synchronized List<ImapConnection> taken(long accountId) {
        forgotten.merge(accountId, 1, Integer::sum);
        var taken = new ArrayList<ImapConnection>();
        idle.entrySet().removeIf(entry -> {
            var matches = entry.getKey().accountId() == accountId;
            if (matches) {
                taken.addAll(entry.getValue());
            }
            return matches;
        });
        taken.forEach(oldestFirst::remove);
        return taken;
    }

    /** How often the account was forgotten before. */
    private synchronized int enter(AccountAccess access) {
        var giveUp = Uptime.now().plus(settings.readTimeout());
        while (isFull(access) && isStored(access)) {
            var left = Duration.between(Uptime.now(), giveUp).toMillis();
            if (left <= 0) {
                throw new ProviderFailure.NotSent(access + ": all connections are in use", null);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProviderFailure.NotSent(access + ": interrupted while waiting for a connection", e);
            }
        }
        inUse.merge(access.accountId(), 1, Integer::sum);
        inUseAtHost.merge(access.host(), 1, Integer::sum);
        return forgotten.getOrDefault(access.accountId(), 0);
    }

    private boolean isFull(AccountAccess access) {
        return inUse.getOrDefault(access.accountId(), 0) >= settings.connectionsPerAccount()
                || inUseAtHost.getOrDefault(access.host(), 0) >= settings.connectionsPerHost();
    }

    private @Nullable ImapConnection kept(AccountAccess access) {
        while (true) {
            ImapConnection candidate;
            List<ImapConnection> old;
            synchronized (this) {
                old = outdated();
                var queue = idle.get(access);
                candidate = queue == null ? null : queue.pollLast();
                if (candidate == null) {
                    old.addAll(inTheWay(access.host()));
                } else {
                    oldestFirst.remove(candidate);
                }
            }
            close(old);
            if (candidate == null || candidate.alive()) {
                return candidate;
            }
            candidate.close();
        }
    }

    private void leave(AccountAccess access, int epoch, @Nullable ImapConnection connection) {
        var discard = connection;
        synchronized (this) {
            inUse.merge(access.accountId(), -1, ImapConnections::sumOrNone);
            inUseAtHost.merge(access.host(), -1, ImapConnections::sumOrNone);
            notifyAll();
            var current = !closed && epoch == forgotten.getOrDefault(access.accountId(), 0);
            if (connection != null && !connection.broken() && current && isStored(access)) {
                idle.computeIfAbsent(access, any -> new LinkedList<>()).addLast(connection);
                oldestFirst.add(connection);
                discard = null;
            }
        }
        if (discard != null) {
            discard.close();
        }
    }

    private static @Nullable Integer sumOrNone(int count, int more) {
        return count + more == 0 ? null : count + more;
    }

    /** Takes out the oldest unused ones of the host beyond its limit; the one that is about to be opened counts as used. */
    private List<ImapConnection> inTheWay(String host) {
        var unused = idle.entrySet().stream()
                .filter(entry -> entry.getKey().host().equals(host))
                .flatMap(entry -> entry.getValue().stream())
                .sorted(Comparator.comparing(ImapConnection::lastUsed))
                .toList();
        var most = settings.connectionsPerHost() - inUseAtHost.getOrDefault(host, 0);
        var old = unused.subList(0, Math.max(0, unused.size() - Math.max(0, most)));
        remove(old);
        return old;
    }

    /** Takes out what was idle for too long, and the oldest beyond the limit. */
    private List<ImapConnection> outdated() {
        var old = new ArrayList<ImapConnection>();
        var before = Uptime.now().minus(settings.keepIdle());
        int tooMany = oldestFirst.size() - settings.keptConnections();
        for (var connection : oldestFirst) {
            if (old.size() >= tooMany && !connection.lastUsed().isBefore(before)) {
                break;
            }
            old.add(connection);
        }
        remove(old);
        return old;
    }

    private void remove(List<ImapConnection> old) {
        if (!old.isEmpty()) {
            idle.values().forEach(queue -> queue.removeAll(old));
            idle.values().removeIf(Deque::isEmpty);
            old.forEach(oldestFirst::remove);
        }
    }

    /** Settings that are only being tried leave nothing behind. */
    private static boolean isStored(AccountAccess access) {
        return access.accountId() != 0;
    }

    private static void close(List<ImapConnection> connections) {
        connections.forEach(ImapConnection::close);
    }
}
