package org.mailback.crash;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.mailback.rig.Beans;
import org.mailback.rig.ImapProxy;

/**
 * Counts what a crash can come between, and kills the node at the numbers that were asked for: a number counts from the
 * crash before it on. Once the node is dead neither a transaction begins nor a command passes before {@link #revive}.
 */
final class CrashPoints implements Beans.Watch, ImapProxy.Watch {

    /** Commits of what only reads; and those that come when the machine is slow, so that points are numbered the same. */
    private static final Set<String> PASSED_OVER = Set.of("access", "due", "fetchDue", "now", "renew");

    private static final Pattern CHANGING = Pattern.compile("(UID (STORE|COPY|MOVE|EXPUNGE)|CREATE) .*");

    /** Asked of a connection that was not used for a while, which is a matter of chance. */
    private static final String IDLING = "NOOP";

    private final Deque<Integer> wanted = new ArrayDeque<>();
    private final List<String> passed = new ArrayList<>();
    private final List<String> crashes = new ArrayList<>();
    private Meanwhile meanwhile = command -> {};
    private boolean armed;
    private boolean dead;
    private int count;

    /** What happens at the server's answer, before the node sees it. */
    interface Meanwhile {
        void answered(String command);
    }

    CrashPoints(List<Integer> wanted) {
        this.wanted.addAll(wanted);
    }

    synchronized void arm() {
        armed = true;
    }

    synchronized void disarm() {
        armed = false;
    }

    void meanwhile(Meanwhile value) {
        meanwhile = value;
    }

    /** Every point of the run, in order. */
    synchronized List<String> passed() {
        return List.copyOf(passed);
    }

    /** Where the node died. */
    synchronized List<String> crashes() {
        return List.copyOf(crashes);
    }

    synchronized void revive() {
        dead = false;
        count = 0;
    }

    private synchronized void dieIfDead() {
        if (dead) {
            throw new Crash("dead since " + crashes);
        }
    }

    private synchronized void pass(String point) {
        dieIfDead();
        if (!armed) {
            return;
        }
        passed.add(point);
        if (!wanted.isEmpty() && ++count == wanted.peek()) {
            wanted.remove();
            dead = true;
            crashes.add(point);
            throw new Crash(point);
        }
    }

    @Override
    public void beginning(Method method) {
        dieIfDead();
    }

    @Override
    public void committing(Method method) {
        if (!PASSED_OVER.contains(method.getName())) {
            pass("before the commit of " + method.getName());
        }
    }

    @Override
    public void committed(Method method) {
        if (!PASSED_OVER.contains(method.getName())) {
            pass("after the commit of " + method.getName());
        }
    }

    /** What only looks changes nothing, so the point before it is the one behind what went before. */
    @Override
    public void sending(String command) throws IOException {
        cutting(command, CHANGING.matcher(command).matches() ? () -> pass("before " + command) : this::dieIfDead);
    }

    @Override
    public void answered(String command) throws IOException {
        cutting(command, () -> {
            meanwhile.answered(command);
            if (!IDLING.equals(command)) {
                pass("after " + command);
            }
        });
    }

    /** Nobody waits for the answer to a LOGOUT. */
    private static void cutting(String command, Runnable point) throws IOException {
        if (!command.startsWith("LOGOUT")) {
            try {
                point.run();
            } catch (Crash e) {
                throw new IOException(e);
            }
        }
    }
}
