package org.mailback.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.mailback.model.Fault.Occasion;
import org.mailback.model.MailServer.Box;
import org.mailback.model.MailServer.Mail;
import org.mailback.operation.ErrorClass;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.Fingerprint;
import org.mailback.provider.FolderRef;
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

/** The server as the engine reaches it: every command is a stop for the worker, before and after, and an occasion for a fault. */
final class ServerProvider implements MailProvider {

    /** How the server moves, and what it tells of where the message is then. */
    enum Moving {
        MOVE_TELLS,
        MOVE_PROBED,
        MOVE_SECRET,
        COPY
    }

    /** @param uidplus without it nothing is expunged and no copy tells its UID */
    record Abilities(Moving moving, boolean condstore, boolean uidplus) {

        Abilities(Moving moving, boolean condstore) {
            this(moving, condstore, true);
        }
    }

    private final MailServer server;
    private final Abilities abilities;
    private final Faults faults;
    private final Witness witness;

    ServerProvider(MailServer server, Abilities abilities, Faults faults, Witness witness) {
        this.server = server;
        this.abilities = abilities;
        this.faults = faults;
        this.witness = witness;
    }

    private Optional<Fault> come(Occasion occasion) {
        witness.coming();
        stop();
        var fault = faults.next(occasion);
        fault.filter(any -> any.comesAt(Occasion.CALL)).ifPresent(ServerProvider::fail);
        return fault;
    }

    private static void fail(Fault fault) {
        switch (fault) {
            case NOT_SENT -> throw new ProviderFailure.NotSent("connection refused", null);
            case THROTTLED -> throw new ProviderFailure.Throttled("too many connections", null);
            case AUTHENTICATION_REFUSED -> throw new ProviderFailure.AuthenticationRefused("wrong password");
            case UNEXPECTED -> throw new IllegalStateException("unexpected, nothing was sent");
            default -> throw new IllegalArgumentException(fault.name());
        }
    }

    private static void stop() {
        var worker = Worker.current();
        if (worker != null) {
            worker.stop();
        }
    }

    private <T> T read(Supplier<T> look) {
        come(Occasion.CALL);
        var seen = look.get();
        stop();
        return seen;
    }

    private Box box(FolderRef folder) {
        var box = server.boxes().get(folder.name());
        if (box == null || box.validity != folder.uidValidity()) {
            throw new ProviderFailure.FolderGone(folder.name());
        }
        return box;
    }

    private Map<Long, Mail> in(FolderRef folder, UidRange range) {
        return box(folder).mails.subMap(range.first(), true, range.last(), true);
    }

    @Override
    public List<RemoteFolder> folders(AccountAccess access) {
        return read(() -> server.boxes().entrySet().stream()
                .map(box -> new RemoteFolder(box.getKey(), box.getValue().role, true))
                .toList());
    }

    @Override
    public FolderState state(AccountAccess access, String folder) {
        return read(() -> {
            var box = server.boxes().get(folder);
            if (box == null) {
                throw new ProviderFailure.FolderGone(folder);
            }
            return new FolderState(box.validity, box.next, abilities.condstore() ? box.modSeq : 0, box.mails.size());
        });
    }

    @Override
    public List<RemoteMessage> messages(AccountAccess access, FolderRef folder, UidRange range) {
        return read(() -> in(folder, range).entrySet().stream()
                .map(mail -> new RemoteMessage(
                        flags(mail.getKey(), mail.getValue()),
                        mail.getValue().fingerprint(),
                        "Ada <ada@example.org>",
                        "bob@example.org",
                        mail.getValue().label(),
                        Instant.parse("2026-01-01T00:00:00Z")))
                .toList());
    }

    private RemoteFlags flags(long uid, Mail mail) {
        return new RemoteFlags(
                uid, mail.seen(), new TreeSet<>(mail.flags()), abilities.condstore() ? mail.modSeq() : 0);
    }

    @Override
    public List<RemoteFlags> flags(AccountAccess access, FolderRef folder, UidRange range, long changedSince) {
        return read(() -> in(folder, range).entrySet().stream()
                .filter(mail -> mail.getValue().modSeq() > changedSince)
                .map(mail -> flags(mail.getKey(), mail.getValue()))
                .toList());
    }

    @Override
    public SortedSet<Long> uids(AccountAccess access, FolderRef folder, UidRange range) {
        return read(() -> new TreeSet<>(in(folder, range).keySet()));
    }

    @Override
    public SortedSet<Long> find(AccountAccess access, FolderRef folder, Fingerprint fingerprint, long uidFloor) {
        return read(() -> box(folder).mails.tailMap(uidFloor).entrySet().stream()
                .filter(mail -> mail.getValue().fingerprint().equals(fingerprint))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Override
    public byte[] content(AccountAccess access, FolderRef folder, long uid, long maxBytes) {
        throw new UnsupportedOperationException("nobody reads here");
    }

    /** The server's answer No concerns the first message only; what is unknown or unexpected concerns all. */
    @Override
    public List<ItemOutcome> apply(AccountAccess access, WriteCommand command) {
        var fault = come(Occasion.WRITE).orElse(null);
        witness.applying(command);
        if (fault == Fault.UNKNOWN_NOTHING_DONE) {
            return all(command, new Outcome.Unknown("cut"));
        }
        var items = new ArrayList<>(command.items());
        var answers = new ArrayList<ItemOutcome>();
        if (fault == Fault.REFUSED) {
            answers.add(new ItemOutcome(
                    items.remove(0).operationId(), new Outcome.Refused(ErrorClass.REFUSED, "NO [CANNOT]")));
        } else if (fault == Fault.TRY_AGAIN) {
            answers.add(new ItemOutcome(items.remove(0).operationId(), new Outcome.TryAgain("NO [UNAVAILABLE]")));
        }
        var writing = new Writing(server, abilities, witness, command, ServerProvider::stop);
        var done = writing.act(items, fault == Fault.UNKNOWN_HALF_DONE);
        stop();
        if (fault == Fault.UNKNOWN_HALF_DONE || fault == Fault.UNKNOWN_YET_DONE) {
            return all(command, new Outcome.Unknown("cut"));
        } else if (fault == Fault.TRY_AGAIN_YET_DONE) {
            return all(command, new Outcome.TryAgain("NO [SERVERBUG]", true));
        } else if (fault == Fault.UNEXPECTED_YET_DONE) {
            throw new IllegalStateException("unexpected, after the effect");
        }
        answers.addAll(done);
        return answers;
    }

    private static List<ItemOutcome> all(WriteCommand command, Outcome outcome) {
        return command.items().stream()
                .map(item -> new ItemOutcome(item.operationId(), outcome))
                .toList();
    }

    @Override
    public void forget(long accountId) {
        // nothing is kept
    }
}
