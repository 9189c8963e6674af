package org.mailback.provider.imap;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.mailback.operation.ErrorClass;
import org.mailback.operation.OperationKind;
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

/**
 * Mail accounts at IMAP servers. Only {@link ProviderFailure.NotSent} is retried here, at once and on a new connection; a
 * server's answer never is, that is the queue's affair. The time-out is longer than the limit that every call keeps by
 * itself, because it would throw away the outcomes of a call that has ended late.
 */
@ApplicationScoped
@Retry(
        retryOn = ProviderFailure.NotSent.class,
        maxRetries = 2,
        delay = 200,
        jitter = 100,
        maxDuration = 30,
        durationUnit = ChronoUnit.SECONDS)
@Timeout(value = 100, unit = ChronoUnit.SECONDS)
public class ImapProvider implements MailProvider {

    private final ImapConnections connections;

    public ImapProvider() {
        this(ImapSettings.read(name -> ConfigProvider.getConfig().getOptionalValue(name, String.class)));
    }

    ImapProvider(ImapSettings settings) {
        connections = new ImapConnections(settings);
    }

    /** Makes the bean at start, so that a wrong setting shows itself then and not at the first sync. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object started) {}

    @PreDestroy
    void close() {
        connections.close();
    }

    @Override
    public List<RemoteFolder> folders(AccountAccess access) {
        return reading(access, connection -> new ImapFolders(connection).list());
    }

    @Override
    public FolderState state(AccountAccess access, String folder) {
        return reading(access, connection -> new ImapReader(connection).state(folder));
    }

    @Override
    public List<RemoteMessage> messages(AccountAccess access, FolderRef folder, UidRange range) {
        return reading(access, connection -> new ImapReader(connection).messages(folder, range));
    }

    @Override
    public List<RemoteFlags> flags(AccountAccess access, FolderRef folder, UidRange range, long changedSince) {
        return reading(access, connection -> new ImapReader(connection).flags(folder, range, changedSince));
    }

    @Override
    public SortedSet<Long> uids(AccountAccess access, FolderRef folder, UidRange range) {
        return reading(access, connection -> new ImapReader(connection).uids(folder, range));
    }

    @Override
    public SortedSet<Long> find(AccountAccess access, FolderRef folder, Fingerprint fingerprint, long uidFloor) {
        return reading(access, connection -> {
            connection.select(folder);
            return UidSets.sorted(new CopyFinder(connection)
                    .find(List.of(fingerprint), uidFloor)
                    .getOrDefault(fingerprint, UidSets.sorted(List.of())));
        });
    }

    @Override
    public byte[] content(AccountAccess access, FolderRef folder, long uid, long maxBytes) {
        return reading(access, connection -> new ImapReader(connection).content(folder, uid, maxBytes));
    }

    @Override
    public List<ItemOutcome> apply(AccountAccess access, WriteCommand command) {
        return connections.with(access, connection -> {
            var outcomes = new Outcomes(command.items());
            var copies = command.target() != null && !connection.has("MOVE");
            connection.changesUntil(command.notAfter());
            try {
                write(connection, command, outcomes);
            } catch (ProviderFailure.FolderGone e) {
                connection.unselected();
                outcomes.settleRest(new Outcome.Moved(String.valueOf(e.getMessage())));
            } catch (CommandRefused e) {
                if (!connection.changeSent() && !e.answer().refused()) {
                    throw new ProviderFailure.NotSent(
                            access.host() + ": " + e.answer().words(), null);
                }
                outcomes.settleRest(
                        connection.changeSent()
                                ? new Outcome.Unknown(e.answer().words(), copies)
                                : Verdict.of(e.answer()));
            } catch (ProviderFailure.NotSent e) {
                if (!connection.changeSent()) {
                    throw e;
                }
                outcomes.settleRest(new Outcome.Unknown(String.valueOf(e.getMessage()), copies));
            }
            if (!connection.changeSent()
                    && connection.broken()
                    && !outcomes.unsettled().isEmpty()) {
                throw new ProviderFailure.NotSent(access + ": " + connection.trouble(), null);
            }
            outcomes.settleRest(new Outcome.Unknown(access.host() + ": " + connection.trouble(), copies));
            return outcomes.all();
        });
    }

    @Override
    public void forget(long accountId) {
        connections.forget(accountId);
    }

    private static void write(ImapConnection connection, WriteCommand command, Outcomes outcomes) {
        var open = command.target() == null && command.kind() != OperationKind.DELETE
                ? connection.keepOpen(command.source())
                : connection.select(command.source());
        if (!open.writable()) {
            outcomes.settleRest(
                    refused(ErrorClass.NOT_PERMITTED, command.source().name() + " can only be read"));
            return;
        }
        var items = command.items();
        switch (command.kind()) {
            case MARK_READ, MARK_UNREAD -> {
                if (!open.keeps("\\Seen")) {
                    outcomes.settleRest(refused(
                            ErrorClass.NOT_PERMITTED, command.source().name() + " does not keep the read mark"));
                    return;
                }
                var seen = command.kind() == OperationKind.MARK_READ;
                new FlagWriter(connection, command.source(), outcomes, seen).write(items);
            }
            case TRASH, RESTORE -> {
                var target = command.target();
                if (target == null) {
                    throw new IllegalArgumentException(command.kind() + " without target");
                }
                new MoveWriter(connection, command.source(), target, outcomes).move(items);
            }
            case DELETE -> {
                if (!connection.has("UIDPLUS")) {
                    outcomes.settleRest(refused(ErrorClass.UNSUPPORTED, "server lacks UIDPLUS"));
                } else if (!open.keeps("\\Deleted")) {
                    outcomes.settleRest(
                            refused(ErrorClass.NOT_PERMITTED, command.source().name() + " does not allow to delete"));
                } else {
                    new DeleteWriter(connection, command.source(), outcomes).write(items);
                }
            }
        }
    }

    private static Outcome refused(ErrorClass errorClass, String text) {
        return new Outcome.Refused(errorClass, text);
    }

    private <T> T reading(AccountAccess access, Function<ImapConnection, T> look) {
        return connections.with(access, connection -> {
            try {
                return look.apply(connection);
            } catch (ProviderFailure.FolderGone e) {
                connection.unselected();
                throw e;
            } catch (CommandRefused e) {
                throw refusal(access, e);
            }
        });
    }

    private static ProviderFailure refusal(AccountAccess access, CommandRefused e) {
        var throttled = Login.throttled(access.host(), e.answer().text());
        if (throttled != null) {
            return throttled;
        }
        return e.closed() == null
                ? new ProviderFailure.NotSent(access.host() + ": " + e.answer().words(), null)
                : new ProviderFailure.FolderClosed(
                        e.closed() + ": " + e.answer().words(),
                        e.answer().code().is("NOPERM"));
    }
}
