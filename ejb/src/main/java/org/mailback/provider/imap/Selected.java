package org.mailback.provider.imap;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Uptime;
import org.mailback.provider.FolderState;

/**
 * The folder that a connection has open.
 *
 * @param permanentFlags in lower case; null where the server did not say, which means all (RFC 9051, 6.3.2)
 */
record Selected(
        String folder,
        FolderState state,
        boolean writable,
        @Nullable Set<String> permanentFlags,
        Instant since) {

    /**
     * @param countsChanges whether the server offers CONDSTORE; some tell a HIGHESTMODSEQ where it cannot be asked about
     * @throws CommandRefused if the server does not say by which numbers the messages are known
     */
    static Selected of(String folder, Answer answer, boolean countsChanges) {
        long uidValidity = 0;
        long uidNext = 0;
        long highestModSeq = 0;
        long exists = 0;
        Set<String> flags = null;
        for (var response : answer.untagged()) {
            if (response.is("EXISTS")) {
                exists = response.number();
            }
        }
        for (var code : answer.codes()) {
            switch (code.name()) {
                case "UIDVALIDITY" -> uidValidity = code.number();
                case "UIDNEXT" -> uidNext = code.number();
                case "HIGHESTMODSEQ" -> highestModSeq = code.number();
                case "PERMANENTFLAGS" -> flags = flags(code.argument());
                default -> {}
            }
        }
        if (uidValidity < 1 || uidValidity > UidSets.LARGEST || uidNext > UidSets.LARGEST + 1) {
            throw new CommandRefused(Answer.without(
                    Answer.Status.UNKNOWN,
                    "%s has the UIDVALIDITY %d and the UIDNEXT %d, by which no message can be told"
                            .formatted(folder, uidValidity, uidNext),
                    List.of()));
        }
        var state = new FolderState(uidValidity, uidNext, countsChanges ? highestModSeq : 0, exists);
        return new Selected(folder, state, !answer.code().is("READ-ONLY"), flags, Uptime.now());
    }

    /** Whether a change of this system flag outlives the session. */
    boolean keeps(String flag) {
        return permanentFlags == null || permanentFlags.contains(flag.toLowerCase(Locale.ROOT));
    }

    private static Set<String> flags(String list) {
        return Arrays.stream(list.replaceAll("[()]", " ").strip().split("\\s+"))
                .map(flag -> flag.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
