package org.mailback.provider.imap;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Uptime;

/**
 * Reads the answers to commands that were written one after the other. Dovecot lets tagged answers wait until the next
 * command has run, so of what is untagged only ESEARCH, which names its tag, can be told apart within a flight.
 */
final class AnswerReader {

    /** What is read after the answer has come; changes that other clients make meanwhile, by the thousand, are not. */
    private static final List<String> KEPT = List.of("SEARCH", "EXISTS", "LIST", "STATUS", "NAMESPACE");

    private static final int MOST_KEPT = 10_000;

    private final Wire wire;
    private final Instant deadline;
    private final @Nullable Consumer<Reply> each;
    private final Map<String, Answer> early = new HashMap<>();
    private final Map<String, List<Reply>> searches = new HashMap<>();
    private List<Reply> untagged = new ArrayList<>();
    private @Nullable String ended;
    private int kept;

    /** @param each takes every untagged response that is not a status; null to keep them in the answers */
    AnswerReader(Wire wire, Instant deadline, @Nullable Consumer<Reply> each) {
        this.wire = wire;
        this.deadline = deadline;
        this.each = each;
    }

    /** Why the conversation is over, null if it is not. */
    @Nullable
    String ended() {
        return ended;
    }

    /** The answer to the command with this tag; to be asked in the order in which the commands were written. */
    Answer read(String tag) {
        var answer = early.remove(tag);
        while (answer == null && ended == null) {
            var response = next();
            if (response == null) {
                break;
            }
            if (!response.isTagged() || early.size() >= MOST_KEPT) {
                take(response);
            } else {
                var own = searches.getOrDefault(response.getTag(), new ArrayList<>());
                own.addAll(untagged);
                untagged = new ArrayList<>();
                var read = Answer.of(response, own);
                if (tag.equals(response.getTag())) {
                    answer = read;
                } else {
                    early.put(response.getTag(), read);
                }
            }
        }
        if (answer == null) {
            answer = Answer.without(Answer.Status.UNKNOWN, String.valueOf(ended), untagged);
            untagged = new ArrayList<>();
        }
        return answer;
    }

    private void take(Reply response) {
        if (response.is("ESEARCH")) {
            var tag = Tokens.string(Tokens.list(Tokens.of(response.rest()), 0), 1);
            if (kept++ < MOST_KEPT) {
                searches.computeIfAbsent(String.valueOf(tag), any -> new ArrayList<>())
                        .add(response);
            }
        } else if (response.isStatus()) {
            keep(response);
        } else if (each != null) {
            each.accept(response);
        } else if (KEPT.stream().anyMatch(response::is)) {
            keep(response);
        }
    }

    private void keep(Reply response) {
        if (kept++ >= MOST_KEPT) {
            ended = "the server sends more than " + MOST_KEPT + " responses to one command";
        } else {
            untagged.add(response);
        }
    }

    /** The next response that can be read at all, or null at the end. A BYE ends nothing: the tagged answer may follow it. */
    private @Nullable Reply next() {
        while (true) {
            try {
                var left = Duration.between(Uptime.now(), deadline);
                if (left.isNegative()) {
                    ended = "no complete answer in time";
                    return null;
                }
                wire.patience(left);
                return wire.next();
            } catch (InterruptedIOException e) {
                ended = "no answer in time";
                return null;
            } catch (TooMuch e) {
                ended = e.getMessage();
                return null;
            } catch (IOException e) {
                ended = Answer.shown(bye() == null ? "the connection was cut: " + e.getMessage() : "BYE " + bye());
                return null;
            } catch (ProtocolException | RuntimeException e) {
                continue; // one response that is no IMAP; it was read to its end
            }
        }
    }

    private @Nullable String bye() {
        return untagged.stream()
                .filter(Reply::isBYE)
                .map(Reply::rest)
                .findFirst()
                .orElse(null);
    }
}
