package org.mailback.web.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mailback.platform.Uptime;

/**
 * Makes guessing passwords slow: after {@value #FREE} wrong ones a name has to wait, 1 second, then 2, 4, up to 30. The wait
 * is short on purpose, since it also hits the owner of the name. Each node counts for itself, and forgets the name that was
 * not tried for longest.
 */
@ApplicationScoped
public class SignInThrottle {

    private static final int FREE = 5;
    private static final int NAMES = 10_000;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGET = Duration.ofMinutes(15);

    private final InstantSource clock;

    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > NAMES;
        }
    };

    private record Failures(int count, Instant last) {

        Instant waitUntil() {
            if (count < FREE) {
                return last;
            }
            var wait = Duration.ofSeconds(1L << Math.min(count - FREE, 10));
            return last.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
        }
    }

    public SignInThrottle() {
        this(Uptime::now);
    }

    SignInThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /** @return how long this name has to wait before it may try; zero for now */
    public synchronized Duration wait(String name) {
        var found = failures.get(key(name));
        var now = clock.instant();
        if (found == null || !now.isBefore(found.waitUntil())) {
            return Duration.ZERO;
        }
        return Duration.between(now, found.waitUntil());
    }

    public synchronized void failed(String name) {
        var now = clock.instant();
        failures.merge(
                key(name),
                new Failures(1, now),
                (before, first) ->
                        before.last().plus(FORGET).isBefore(now) ? first : new Failures(before.count() + 1, now));
    }

    public synchronized void succeeded(String name) {
        failures.remove(key(name));
    }

    private static String key(String name) {
        var key = name.strip().toLowerCase(Locale.ROOT);
        return key.substring(0, Math.min(key.length(), 100));
    }
}
