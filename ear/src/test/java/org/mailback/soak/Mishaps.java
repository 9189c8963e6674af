package org.mailback.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.mailback.rig.ImapProxy;
import org.mailback.rig.ProxyRule;
import org.mailback.server.WildFlyNode;

/** One mishap after the other; each is over, and its victim up again, before the next begins. */
final class Mishaps {

    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final Duration A_WHILE = Duration.ofSeconds(3);
    private static final Duration BEYOND_THE_LEASE = Cluster.LEASE.plusSeconds(4);

    private final Cluster cluster;
    private final List<Mailbox> mailboxes;
    private final Random random;
    private final Map<String, Runnable> kinds = new LinkedHashMap<>();
    private final List<String> coming = new ArrayList<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    Mishaps(Cluster cluster, List<Mailbox> mailboxes, long seed) {
        this.cluster = cluster;
        this.mailboxes = mailboxes;
        random = new Random(seed);
        kinds.put("connections cut", () -> proxies().forEach(ImapProxy::cut));
        kinds.put(
                "cut before a command",
                () -> proxies().forEach(proxy -> write(proxy).cutBeforeCommand()));
        kinds.put(
                "cut after a command",
                () -> proxies().forEach(proxy -> write(proxy).cutSilently()));
        kinds.put("not now", () -> proxies().forEach(proxy -> write(proxy).answer("NO [UNAVAILABLE] not now")));
        kinds.put("slow replies", () -> during(proxy -> proxy.when("").delay(Duration.ofMillis(500))));
        kinds.put("mail server unreachable", () -> {
            proxies().forEach(ImapProxy::down);
            Cluster.pause(A_WHILE);
            proxies().forEach(ImapProxy::up);
        });
        kinds.put("mail server silent", () -> during(ImapProxy::blackHole));
        kinds.put("mail server killed", () -> {
            cluster.dovecot().kill();
            Cluster.pause();
            cluster.dovecot().startAgain();
        });
        kinds.put("mail server restarted", () -> {
            cluster.dovecot().stop();
            cluster.dovecot().startAgain();
        });
        kinds.put("password refused", this::refusePassword);
        kinds.put("database connections ended", cluster::terminateBackEnds);
        kinds.put("node killed", () -> {
            var node = node();
            node.kill();
            node.startAgain();
        });
        kinds.put("node stopped", () -> {
            var node = node();
            node.stop();
            node.startAgain();
        });
        kinds.put("node frozen", () -> {
            var node = node();
            node.freeze();
            try {
                Cluster.pause(BEYOND_THE_LEASE);
            } finally {
                node.thaw();
            }
            node.awaitReady();
        });
    }

    /** The next one; every kind comes once before any comes again. */
    void next() {
        if (coming.isEmpty()) {
            coming.addAll(kinds.keySet());
            Collections.shuffle(coming, random);
        }
        var kind = coming.remove(0);
        kinds.get(kind).run();
        counts.merge(kind, 1, Integer::sum);
        Cluster.pause(BETWEEN);
    }

    Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /** Everything is well again. */
    void heal() {
        mailboxes.forEach(mailbox -> {
            mailbox.proxy().clearRules();
            mailbox.proxy().up();
            if (mailbox.asksForThePassword()) {
                mailbox.saveThePasswordAgain();
            }
        });
    }

    private List<ImapProxy> proxies() {
        return mailboxes.stream().map(Mailbox::proxy).toList();
    }

    private WildFlyNode node() {
        return cluster.nodes().get(random.nextInt(cluster.nodes().size()));
    }

    private static ProxyRule write(ImapProxy proxy) {
        return proxy.when("^UID (STORE|MOVE|EXPUNGE)").times(1);
    }

    private void during(Consumer<ImapProxy> effect) {
        proxies().forEach(effect);
        Cluster.pause(A_WHILE);
        proxies().forEach(ImapProxy::clearRules);
    }

    private void refusePassword() {
        var mailbox = mailboxes.get(random.nextInt(mailboxes.size()));
        mailbox.proxy()
                .when("^(LOGIN|AUTHENTICATE)")
                .answer("NO [AUTHENTICATIONFAILED] no")
                .times(1);
        mailbox.proxy().cut();
        for (var look = 0; look < 50 && !mailbox.asksForThePassword(); look++) {
            Cluster.pause();
        }
        mailbox.proxy().clearRules();
        mailbox.saveThePasswordAgain();
    }
}
