package org.mailback.provider.imap;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Uptime;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.FolderRef;
import org.mailback.provider.ProviderFailure;

/**
 * One signed-in connection, used by one thread at a time. It lives until it breaks, is idle for too long or its account is
 * forgotten, and remembers which folder it has open. Once a command was left without an answer it is broken for good.
 */
final class ImapConnection {

    private static final Duration HALF_OPEN_AFTER = Duration.ofSeconds(30);
    private static final Duration STALE_AFTER = Duration.ofSeconds(2);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private final AccountAccess access;
    private final ImapSettings settings;
    private final Wire wire;
    private @Nullable Selected selected;
    private boolean broken;
    private String trouble = "";
    private boolean changeSent;
    private Instant lastUsed = Uptime.now();
    private Instant deadline;
    private Instant changesEnd = Instant.MAX;

    private ImapConnection(AccountAccess access, ImapSettings settings, Wire wire, Instant deadline) {
        this.access = access;
        this.settings = settings;
        this.wire = wire;
        this.deadline = deadline;
    }

    /** Signing in is part of its first user's call. */
    static ImapConnection open(AccountAccess access, ImapSettings settings) {
        var deadline = Uptime.now().plus(settings.callLimit());
        return new ImapConnection(access, settings, Login.signIn(access, settings), deadline);
    }

    /** Another user of this connection: the time for its call runs from now on. */
    ImapConnection begin() {
        deadline = Uptime.now().plus(settings.callLimit());
        changeSent = false;
        changesEnd = Instant.MAX;
        return this;
    }

    /**
     * This user changes nothing after that time. A process may stand still between any two lines, and no server knows of
     * leases: the time is looked at right before a command leaves.
     */
    void changesUntil(Instant end) {
        changesEnd = end;
    }

    boolean has(String capability) {
        return wire.hasCapability(capability);
    }

    boolean broken() {
        return broken;
    }

    /** Why it broke, empty if it did not. */
    String trouble() {
        return trouble;
    }

    /** Whether this user has sent a command that may have changed something. */
    boolean changeSent() {
        return changeSent;
    }

    Instant lastUsed() {
        return lastUsed;
    }

    /**
     * Sends commands that change something and reads their answers. Never throws: what was not answered is
     * {@code UNKNOWN}, what was not even written {@code NOT_SENT}. A tagged answer counts, whatever BYE stands around it.
     */
    List<Answer> exchange(String... commands) {
        if (!broken && Uptime.now().isAfter(changesEnd)) {
            broken = true;
            trouble = "too late for a change: the time of the lease is over";
        }
        var answers = talk(List.of(commands), null);
        changeSent |= answers.get(0).status() != Answer.Status.NOT_SENT;
        return answers;
    }

    /**
     * Sends commands that only look.
     *
     * @throws ProviderFailure.NotSent if one is left without an answer, since looking again is harmless
     */
    List<Answer> look(String... commands) {
        return looked(talk(List.of(commands), null));
    }

    /**
     * The same for one command, giving every untagged response away at once.
     *
     * @throws CommandRefused if the server does not answer OK
     */
    void look(String command, Consumer<Reply> each) {
        var answer = looked(talk(List.of(command), each)).get(0);
        if (!answer.ok()) {
            throw new CommandRefused(answer);
        }
    }

    private List<Answer> looked(List<Answer> answers) {
        for (var answer : answers) {
            if (!answer.ok() && !answer.refused()) {
                throw new ProviderFailure.NotSent(access.host() + ": " + answer.text(), null);
            }
        }
        return answers;
    }

    /**
     * Which messages of the open folder match; the criteria end in a UID set or keys.
     *
     * @throws CommandRefused if the server does not answer OK
     */
    SortedSet<Long> search(String criteria) {
        var answer = look(searchCommand(criteria)).get(0);
        if (!answer.ok()) {
            throw new CommandRefused(answer);
        }
        return answer.found();
    }

    /** Those of the UIDs that exist in the open folder. */
    SortedSet<Long> existing(Collection<Long> uids) {
        return search("UID " + UidSets.text(uids));
    }

    String searchCommand(String criteria) {
        return has("ESEARCH") ? "UID SEARCH RETURN (ALL) " + criteria : "UID SEARCH " + criteria;
    }

    /**
     * Opens the folder for writing, unless it is open already, and makes sure that its UIDs are the ones that are meant.
     *
     * @throws ProviderFailure.FolderGone if the folder is gone or has another UIDVALIDITY
     * @throws CommandRefused if the server does not open it for another reason
     */
    Selected select(FolderRef folder) {
        var open = selected != null && isRecent(selected.since()) && FolderNames.same(selected.folder(), folder.name())
                ? selected
                : select(folder.name());
        if (open.state().uidValidity() != folder.uidValidity()) {
            throw renumbered(folder, open.state().uidValidity());
        }
        return open;
    }

    /**
     * The folder as it has been open for however long. As long as it stays open its UIDs mean the same messages (RFC 9051,
     * 2.3.1.1), so a command that names them hits no other; but its name may stand for another folder by now. To find out,
     * {@link #opening} is sent in the same flight, and its answer given to {@link #opened}.
     */
    Selected keepOpen(FolderRef folder) {
        return selected != null
                        && selected.state().uidValidity() == folder.uidValidity()
                        && FolderNames.same(selected.folder(), folder.name())
                        && folder.name().indexOf('&') < 0
                ? selected
                : select(folder);
    }

    /** The command that opens the folder anew; empty while that is not needed. */
    Optional<String> opening(FolderRef folder) {
        return selected != null && isRecent(selected.since())
                ? Optional.empty()
                : Optional.of(selecting(folder.name()));
    }

    /**
     * The answer to {@link #opening}: STATUS would not do, since Dovecot answers it from the folder that is open.
     *
     * @return false if there is none
     * @throws ProviderFailure.FolderGone if the name stands for another folder, or for none: what was done before in the same
     *     flight was done to messages that nobody sees any more
     * @throws CommandRefused if the server does not open it for another reason
     */
    boolean opened(FolderRef folder, Answer answer) {
        if (!answer.ok() && !answer.refused()) {
            return false;
        }
        selected = null;
        selected = selected(folder.name(), answer);
        if (selected.state().uidValidity() != folder.uidValidity()) {
            throw renumbered(folder, selected.state().uidValidity());
        }
        return true;
    }

    private static ProviderFailure.FolderGone renumbered(FolderRef folder, long uidValidity) {
        return new ProviderFailure.FolderGone(
                "%s has the UIDVALIDITY %d now, not %d".formatted(folder.name(), uidValidity, folder.uidValidity()));
    }

    /** A server may show an open folder as it was; and one that was deleted meanwhile answers without saying why. */
    private static boolean isRecent(Instant time) {
        return Uptime.now().minus(STALE_AFTER).isBefore(time);
    }

    /** Opens the folder anew, so that its counters are those of now. */
    Selected select(String folder) {
        selected = null;
        var answer = look(selecting(folder)).get(0);
        if (!answer.ok() && folder.indexOf('&') >= 0 && FolderNames.quotable(folder)) {
            var second = look("SELECT " + FolderNames.unencodedArgument(folder) + counting())
                    .get(0);
            answer = second.ok() ? second : answer;
        }
        selected = selected(folder, answer);
        return selected;
    }

    private String selecting(String folder) {
        return "SELECT " + FolderNames.argument(folder) + counting();
    }

    private String counting() {
        return has("CONDSTORE") ? " (CONDSTORE)" : "";
    }

    private Selected selected(String folder, Answer answer) {
        if (answer.ok()) {
            return Selected.of(folder, answer, has("CONDSTORE"));
        }
        throw answer.code().is("NONEXISTENT") || !new FolderLook(this).listed(folder)
                ? new ProviderFailure.FolderGone(folder + ": " + answer.words())
                : new CommandRefused(answer, folder);
    }

    /** Forgets which folder is open, because it may have been replaced. */
    void unselected() {
        selected = null;
    }

    /** Looks whether the server has hung up meanwhile; costs a round trip after a longer silence. */
    boolean alive() {
        try {
            if (Uptime.now().isAfter(lastUsed.plus(HALF_OPEN_AFTER))) {
                deadline = Uptime.now().plus(SIGN_OF_LIFE);
                return talk(List.of("NOOP"), null).get(0).ok();
            }
            return !broken && !hungUp();
        } catch (IOException | ProtocolException e) {
            return false;
        }
    }

    private boolean hungUp() throws IOException, ProtocolException {
        while (wire.hasResponse()) {
            wire.patience(SIGN_OF_LIFE);
            if (wire.next().isBYE()) {
                return true;
            }
        }
        if (wire.silent()) {
            return false;
        }
        try {
            wire.patience(Duration.ofMillis(1));
            wire.next();
            return true; // a server that speaks unasked between two looks: rather a new connection than a torn response
        } catch (SocketTimeoutException silence) {
            return false;
        }
    }

    /** Says goodbye without waiting for the answer. */
    void close() {
        if (!broken) {
            try {
                wire.writeCommand("LOGOUT", null);
            } catch (IOException | ProtocolException e) {
                broken = true;
            }
        }
        broken = true;
        wire.disconnect();
    }

    /** All at once only where answers can be told apart. */
    private List<Answer> talk(List<String> commands, @Nullable Consumer<Reply> each) {
        if (commands.size() == 1 || has("ESEARCH")) {
            return flight(commands, each);
        }
        return commands.stream()
                .flatMap(command -> flight(List.of(command), each).stream())
                .toList();
    }

    private List<Answer> flight(List<String> commands, @Nullable Consumer<Reply> each) {
        var tags = new ArrayList<String>();
        String unwritten = broken ? "the connection is broken" : null;
        for (var command : commands) {
            if (unwritten == null) {
                unwritten = write(command, tags);
            }
        }
        var answers = new ArrayList<Answer>();
        var reader = new AnswerReader(wire, deadline, each);
        try {
            for (var tag : tags) {
                answers.add(reader.read(tag));
            }
        } catch (RuntimeException e) {
            broken = true; // half an answer is unread, which nobody may take for that to the next command
            throw e;
        }
        while (answers.size() < commands.size()) {
            answers.add(Answer.without(Answer.Status.NOT_SENT, String.valueOf(unwritten), List.of()));
        }
        if (!broken && (unwritten != null || reader.ended() != null)) {
            broken = true;
            trouble = String.valueOf(reader.ended() != null ? reader.ended() : unwritten);
        }
        lastUsed = Uptime.now();
        return answers;
    }

    private @Nullable String write(String command, List<String> tags) {
        if (Uptime.now().isAfter(deadline)) {
            return "no time left for another command";
        }
        try {
            tags.add(wire.writeCommand(command, null));
            return null;
        } catch (IOException | ProtocolException e) {
            // A line whose end was not written is not executed.
            return "the connection is broken: " + e.getMessage();
        }
    }
}
