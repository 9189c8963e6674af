package org.mailback.rig;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.OperationKind;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRef;
import org.mailback.provider.FolderRole;
import org.mailback.provider.FolderState;
import org.mailback.provider.ItemOutcome;
import org.mailback.provider.MailProvider;
import org.mailback.provider.Outcome;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.RemoteFlags;
import org.mailback.provider.RemoteFolder;
import org.mailback.provider.RemoteMessage;
import org.mailback.provider.UidRange;
import org.mailback.provider.WriteCommand;

/** A mail provider in memory that does what it is told: fail a number of times, answer oddly, or act and then not answer. */
public final class ScriptedProvider implements MailProvider {

    private record Kept(Fingerprint fingerprint, String subject, boolean seen, Set<String> flags, long modSeq) {

        Kept with(boolean nowSeen, long nowModSeq) {
            return new Kept(fingerprint, subject, nowSeen, flags, nowModSeq);
        }
    }

    private static final class Box {
        private final FolderRole role;
        private long validity;
        private long next = 1;
        private final TreeMap<Long, Kept> messages = new TreeMap<>();

        Box(FolderRole role, long validity) {
            this.role = role;
            this.validity = validity;
        }
    }

    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final Deque<Function<Supplier<List<ItemOutcome>>, List<ItemOutcome>>> script = new ArrayDeque<>();
    private final List<WriteCommand> applied = new ArrayList<>();
    private final Map<String, Outcome> poison = new LinkedHashMap<>();
    private long modSeq = 1;
    private ProviderFailure ill;
    private @Nullable Outcome always;
    private Runnable beforeReading = () -> {};
    private Runnable afterMessages = () -> {};
    private boolean tellsPlaces = true;
    private final AtomicInteger asked = new AtomicInteger();

    public ScriptedProvider() {
        create("INBOX", FolderRole.INBOX);
        create("Trash", FolderRole.TRASH);
        create("Archive", FolderRole.ARCHIVE);
    }

    public void create(String folder, FolderRole role) {
        boxes.put(folder, new Box(role, 100 + boxes.size()));
    }

    public void drop(String folder) {
        boxes.remove(folder);
    }

    /** Somebody delivers a message. @return its UID */
    public synchronized long deliver(String folder, String messageId) {
        return put(
                boxes.get(folder),
                new Kept(
                        new Fingerprint("<" + messageId + ">", 1_000, Instant.parse("2026-01-01T00:00:00Z")),
                        messageId,
                        false,
                        Set.of(),
                        0));
    }

    private long put(Box box, Kept message) {
        long uid = box.next++;
        box.messages.put(uid, message.with(message.seen(), ++modSeq));
        return uid;
    }

    /** Another client changes the flag. */
    public synchronized void setSeen(String folder, String messageId, boolean seen) {
        boxes.get(folder)
                .messages
                .replaceAll((uid, kept) -> kept.subject().equals(messageId) ? kept.with(seen, ++modSeq) : kept);
    }

    /** Another client removes the message. */
    public synchronized void remove(String folder, String messageId) {
        boxes.get(folder).messages.values().removeIf(kept -> kept.subject().equals(messageId));
        modSeq++;
    }

    /** Another client moves the message. */
    public synchronized void move(String from, String to, String messageId) {
        var kept = boxes.get(from).messages.values().stream()
                .filter(message -> message.subject().equals(messageId))
                .findFirst()
                .orElseThrow();
        remove(from, messageId);
        put(boxes.get(to), kept);
    }

    /** The server rebuilt the folder: every UID is new. */
    public synchronized void renumber(String folder) {
        var box = boxes.get(folder);
        var messages = new ArrayList<>(box.messages.values());
        box.messages.clear();
        box.validity++;
        box.next = 5_000;
        messages.forEach(message -> put(box, message));
    }

    /** The server was restored from a backup: the newest messages never were, and their UIDs are given to others. */
    public synchronized void restoreFromBackup(String folder, long nextUid) {
        var box = boxes.get(folder);
        box.messages.tailMap(nextUid, true).clear();
        box.next = nextUid;
        modSeq++;
    }

    /** How often the folder has the message. */
    public synchronized long count(String folder, String messageId) {
        return boxes.get(folder).messages.values().stream()
                .filter(kept -> kept.subject().equals(messageId))
                .count();
    }

    public synchronized boolean seen(String folder, String messageId) {
        return boxes.get(folder).messages.values().stream()
                .filter(kept -> kept.subject().equals(messageId))
                .findFirst()
                .orElseThrow()
                .seen();
    }

    /** Every item of the next command gets this answer and nothing is done. */
    public ScriptedProvider answering(Outcome outcome) {
        script.add(act -> lastItems().stream()
                .map(item -> new ItemOutcome(item.operationId(), outcome))
                .toList());
        return this;
    }

    /** Every item of every command gets this answer, whether there is such a message or not. */
    public ScriptedProvider answeringAll(Outcome outcome) {
        always = outcome;
        return this;
    }

    public ScriptedProvider failing(int times) {
        for (int i = 0; i < times; i++) {
            answering(new Outcome.TryAgain("NO [UNAVAILABLE] later"));
        }
        return this;
    }

    /** The next command has its effect, and the answer never comes. */
    public ScriptedProvider actingWithoutAnswer() {
        return actingYetAnswering(new Outcome.Unknown("cut"), () -> {});
    }

    /** The next command has its effect, then this runs, and every item gets this answer all the same. */
    public ScriptedProvider actingYetAnswering(Outcome outcome, Runnable meanwhile) {
        script.add(act -> {
            act.get();
            meanwhile.run();
            return lastItems().stream()
                    .map(item -> new ItemOutcome(item.operationId(), outcome))
                    .toList();
        });
        return this;
    }

    /** This runs in the middle of the next command, after its effect. */
    public ScriptedProvider meanwhile(Runnable action) {
        script.add(act -> {
            var outcomes = act.get();
            action.run();
            return outcomes;
        });
        return this;
    }

    /** Whatever is asked for this message gets this answer. */
    public ScriptedProvider poisoned(String messageId, Outcome outcome) {
        poison.put(messageId, outcome);
        return this;
    }

    /** The message has nothing special any more. */
    public void cured(String messageId) {
        poison.remove(messageId);
    }

    /** Runs after flags were read at the server and before they are handed over. */
    public ScriptedProvider whileReading(Runnable action) {
        beforeReading = action;
        return this;
    }

    /** Runs after headers were read at the server and before they are handed over. */
    public ScriptedProvider afterReadingMessages(Runnable action) {
        afterMessages = action;
        return this;
    }

    /** Another client sets a flag. */
    public synchronized void flag(String folder, String messageId, String flag) {
        boxes.get(folder)
                .messages
                .replaceAll((uid, kept) -> kept.subject().equals(messageId)
                        ? new Kept(kept.fingerprint(), kept.subject(), kept.seen(), Set.of(flag), ++modSeq)
                        : kept);
    }

    /** Moves are done without telling the new UIDs, as without UIDPLUS. */
    public ScriptedProvider keepingPlacesSecret() {
        tellsPlaces = false;
        return this;
    }

    /** From now on nothing works, for this reason; null: all is well again. */
    public ScriptedProvider ill(ProviderFailure reason) {
        ill = reason;
        return this;
    }

    public List<WriteCommand> applied() {
        return List.copyOf(applied);
    }

    private List<WriteCommand.Item> lastItems() {
        return applied.get(applied.size() - 1).items();
    }

    /** How often anything was asked of it, answered or not. */
    public int asked() {
        return asked.get();
    }

    private void refuseIfIll() {
        asked.incrementAndGet();
        if (ill != null) {
            throw ill;
        }
    }

    private Box box(FolderRef folder) {
        refuseIfIll();
        var box = boxes.get(folder.name());
        if (box == null || box.validity != folder.uidValidity()) {
            throw new ProviderFailure.FolderGone(folder.name());
        }
        return box;
    }

    @Override
    public synchronized List<RemoteFolder> folders(AccountAccess access) {
        refuseIfIll();
        return boxes.entrySet().stream()
                .map(entry -> new RemoteFolder(entry.getKey(), entry.getValue().role, true))
                .toList();
    }

    @Override
    public synchronized FolderState state(AccountAccess access, String folder) {
        refuseIfIll();
        var box = boxes.get(folder);
        if (box == null) {
            throw new ProviderFailure.FolderGone(folder);
        }
        return new FolderState(box.validity, box.next, modSeq, box.messages.size());
    }

    @Override
    public List<RemoteMessage> messages(AccountAccess access, FolderRef folder, UidRange range) {
        List<RemoteMessage> messages;
        synchronized (this) {
            messages = box(folder).messages.subMap(range.first(), true, range.last(), true).entrySet().stream()
                    .map(entry -> new RemoteMessage(
                            flags(entry.getKey(), entry.getValue()),
                            entry.getValue().fingerprint(),
                            "Ada <ada@example.org>",
                            "bob@example.org",
                            entry.getValue().subject(),
                            Instant.parse("2026-01-01T00:00:00Z")))
                    .toList();
        }
        afterMessages.run();
        return messages;
    }

    private static RemoteFlags flags(long uid, Kept kept) {
        return new RemoteFlags(uid, kept.seen(), kept.flags(), kept.modSeq());
    }

    @Override
    public List<RemoteFlags> flags(AccountAccess access, FolderRef folder, UidRange range, long changedSince) {
        List<RemoteFlags> flags;
        synchronized (this) {
            flags = box(folder).messages.subMap(range.first(), true, range.last(), true).entrySet().stream()
                    .filter(entry -> entry.getValue().modSeq() > changedSince)
                    .map(entry -> flags(entry.getKey(), entry.getValue()))
                    .toList();
        }
        beforeReading.run();
        return flags;
    }

    @Override
    public synchronized SortedSet<Long> uids(AccountAccess access, FolderRef folder, UidRange range) {
        return new TreeSet<>(box(folder)
                .messages
                .subMap(range.first(), true, range.last(), true)
                .keySet());
    }

    @Override
    public synchronized SortedSet<Long> find(
            AccountAccess access, FolderRef folder, Fingerprint fingerprint, long uidFloor) {
        var found = new TreeSet<Long>();
        box(folder).messages.tailMap(uidFloor, true).forEach((uid, kept) -> {
            if (kept.fingerprint().equals(fingerprint)) {
                found.add(uid);
            }
        });
        return found;
    }

    @Override
    public synchronized byte[] content(AccountAccess access, FolderRef folder, long uid, long maxBytes) {
        var kept = box(folder).messages.get(uid);
        if (kept == null) {
            throw new ProviderFailure.MessageGone("UID " + uid);
        }
        return ("Subject: " + kept.subject() + "\r\n\r\nHello").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public List<ItemOutcome> apply(AccountAccess access, WriteCommand command) {
        refuseIfIll();
        synchronized (this) {
            applied.add(command);
        }
        if (always != null) {
            return command.items().stream()
                    .map(item -> new ItemOutcome(item.operationId(), always))
                    .toList();
        }
        var turn = script.poll();
        return turn == null ? act(command) : turn.apply(() -> act(command));
    }

    private synchronized List<ItemOutcome> act(WriteCommand command) {
        return command.items().stream()
                .map(item -> new ItemOutcome(item.operationId(), act(command, item)))
                .toList();
    }

    private Outcome act(WriteCommand command, WriteCommand.Item item) {
        var source = boxes.get(command.source().name());
        if (source == null || source.validity != command.source().uidValidity()) {
            return new Outcome.Moved("another UIDVALIDITY");
        }
        var kept = source.messages.get(item.uid());
        if (kept == null) {
            return item.uncertain() && !isThere(command) ? probe(command, item) : new Outcome.Gone("no such UID");
        }
        if (isThere(command)) {
            return Outcome.Done.PLAIN;
        }
        if (poison.containsKey(kept.subject())) {
            return poison.get(kept.subject());
        }
        return switch (command.kind()) {
            case MARK_READ, MARK_UNREAD -> {
                source.messages.put(item.uid(), kept.with(command.kind() == OperationKind.MARK_READ, ++modSeq));
                yield Outcome.Done.PLAIN;
            }
            case DELETE -> {
                source.messages.remove(item.uid());
                yield Outcome.Done.PLAIN;
            }
            case TRASH, RESTORE -> move(command, item, source, kept);
        };
    }

    private static boolean isThere(WriteCommand command) {
        return command.target() != null
                && command.target().name().equals(command.source().name());
    }

    private Outcome move(WriteCommand command, WriteCommand.Item item, Box source, Kept kept) {
        var target = boxes.get(command.target().name());
        if (target == null && command.target().role() != FolderRole.TRASH) {
            return new Outcome.NoTarget("NO [TRYCREATE]");
        }
        if (target == null) {
            create(command.target().name(), FolderRole.TRASH);
            target = boxes.get(command.target().name());
        }
        source.messages.remove(item.uid());
        long uid = put(target, kept);
        return new Outcome.Done(
                tellsPlaces ? new Outcome.Position(command.target().name(), target.validity, uid) : null, null);
    }

    /** As a provider does after a crash: not in the source, so perhaps it is in the target already. */
    private Outcome probe(WriteCommand command, WriteCommand.Item item) {
        var target =
                command.target() == null ? null : boxes.get(command.target().name());
        if (target != null) {
            for (var entry :
                    target.messages.tailMap(command.target().uidFloor(), true).entrySet()) {
                if (entry.getValue().fingerprint().equals(item.fingerprint())) {
                    return new Outcome.Done(
                            new Outcome.Position(command.target().name(), target.validity, entry.getKey()), null);
                }
            }
        }
        return new Outcome.Gone("neither in source nor in target");
    }

    @Override
    public void forget(long accountId) {
        // nothing is kept
    }

    /** Messages in all folders, for "exactly as often as before". */
    public synchronized Map<String, Long> census() {
        var census = new TreeMap<String, Long>();
        var all = new HashSet<>(boxes.values());
        all.forEach(box -> box.messages.values().forEach(kept -> census.merge(kept.subject(), 1L, Long::sum)));
        return census;
    }
}
