package org.mailback.rig;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The UID set in the text of a command. */
public final class UidSetText {

    private static final Pattern SET = Pattern.compile("(?i)\\bUID (?:\\w+ )?(?:UID )?([\\d:,*]+)");

    private UidSetText() {}

    public static boolean contains(String command, long uid) {
        var set = SET.matcher(command);
        return set.find()
                && Stream.of(set.group(1).split(",")).anyMatch(range -> {
                    var ends =
                            range.replace("*", String.valueOf(Long.MAX_VALUE)).split(":");
                    var first = Long.parseLong(ends[0]);
                    var last = Long.parseLong(ends[ends.length - 1]);
                    return Math.min(first, last) <= uid && uid <= Math.max(first, last);
                });
    }

    /** How many UIDs the command names; its set has no star. */
    public static long count(String command) {
        var set = SET.matcher(command);
        return set.find()
                ? Stream.of(set.group(1).split(","))
                        .mapToLong(UidSetText::length)
                        .sum()
                : 0;
    }

    private static long length(String range) {
        var ends = range.split(":");
        return Long.parseLong(ends[ends.length - 1]) - Long.parseLong(ends[0]) + 1;
    }
}
