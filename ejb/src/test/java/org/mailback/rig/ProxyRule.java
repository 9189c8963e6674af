package org.mailback.rig;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What the proxy does with a command that matches. It acts on every match unless {@link #times} says how often. */
public final class ProxyRule {

    enum Effect {
        NONE,
        ANSWER,
        REPLACE_REPLY,
        BEFORE_REPLY,
        HOLD_COMMAND,
        HOLD_REPLY,
        CUT_BEFORE_COMMAND,
        CUT_SILENTLY,
        CUT_BEFORE_REPLY,
        CUT_AFTER_REPLY,
        DELAY
    }

    private final Pattern pattern;
    private final Consumer<ProxyRule> activate;
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch hit = new CountDownLatch(1);
    private final AtomicInteger hits = new AtomicInteger();
    private volatile int remaining = Integer.MAX_VALUE;
    private volatile int toSkip;
    private volatile long uid;
    private volatile Effect effect = Effect.NONE;
    private volatile String text = "";
    private volatile Duration delay = Duration.ZERO;

    ProxyRule(Pattern pattern, Consumer<ProxyRule> activate) {
        this.pattern = pattern;
        this.activate = activate;
    }

    /** Only commands whose UID set holds this UID. */
    public ProxyRule includingUid(long value) {
        uid = value;
        return this;
    }

    /** Acts this often, then never again. */
    public ProxyRule times(int count) {
        remaining = count;
        return this;
    }

    /** Leaves the first matches alone: {@code skip(2)} acts from the third on. */
    public ProxyRule skip(int count) {
        toSkip = count;
        return this;
    }

    /** Answers {@code tag status}, for example {@code NO [UNAVAILABLE] later}, without telling the server. */
    public ProxyRule answer(String status) {
        return with(Effect.ANSWER, status);
    }

    /** The server does its work, but the client gets this status instead. */
    public ProxyRule replaceReply(String status) {
        return with(Effect.REPLACE_REPLY, status);
    }

    /** Slips a line in before the tagged reply, for example {@code * BYE going down}. */
    public ProxyRule sendBeforeReply(String line) {
        return with(Effect.BEFORE_REPLY, line);
    }

    /** The server does not see the command before {@link #release}. */
    public ProxyRule holdCommand() {
        return with(Effect.HOLD_COMMAND, "");
    }

    /** The server does its work, but the client does not see the tagged reply, nor what follows, before {@link #release}. */
    public ProxyRule holdReply() {
        return with(Effect.HOLD_REPLY, "");
    }

    /** The server never sees the command. */
    public ProxyRule cutBeforeCommand() {
        return with(Effect.CUT_BEFORE_COMMAND, "");
    }

    /** The server does its work; the client sees nothing of it, not even untagged responses. */
    public ProxyRule cutSilently() {
        return with(Effect.CUT_SILENTLY, "");
    }

    /** The server does its work; the client sees the untagged responses, then the cut. */
    public ProxyRule cutBeforeReply() {
        return with(Effect.CUT_BEFORE_REPLY, "");
    }

    public ProxyRule cutAfterReply() {
        return with(Effect.CUT_AFTER_REPLY, "");
    }

    /** The server sees the command later. */
    public ProxyRule delay(Duration value) {
        delay = value;
        return with(Effect.DELAY, "");
    }

    public int hits() {
        return hits.get();
    }

    /** Waits until the rule has acted; for a held reply that is when the server has done its work. */
    public void awaitHit(Duration patience) {
        try {
            if (!hit.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("no command matched " + pattern + " within " + patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Lets go of what is held, and ends the rule. */
    public void release() {
        remaining = 0;
        released.countDown();
    }

    synchronized boolean takes(String command) {
        if (remaining <= 0 || !pattern.matcher(command).find() || uid != 0 && !UidSetText.contains(command, uid)) {
            return false;
        }
        if (toSkip > 0) {
            toSkip--;
            return false;
        }
        remaining--;
        hits.incrementAndGet();
        if (effect != Effect.HOLD_REPLY && effect != Effect.CUT_SILENTLY && effect != Effect.CUT_BEFORE_REPLY) {
            hit.countDown();
        }
        return true;
    }

    Effect effect() {
        return effect;
    }

    String text() {
        return text;
    }

    Duration delay() {
        return delay;
    }

    void replyIsHere() {
        hit.countDown();
    }

    void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProxyRule with(Effect value, String words) {
        text = words;
        effect = value;
        activate.accept(this);
        return this;
    }
}
