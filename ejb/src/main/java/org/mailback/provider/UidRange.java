package org.mailback.provider;

import java.util.stream.LongStream;

/** UIDs from {@code first} to {@code last}, both included; {@code last} may lie beyond the newest message. */
public record UidRange(long first, long last) {

    public UidRange {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("not a UID range: " + first + " to " + last);
        }
    }

    /** The narrowest that has all of these, of which there is at least one. */
    public static UidRange around(LongStream uids) {
        var ends = uids.summaryStatistics();
        return new UidRange(ends.getMin(), ends.getMax());
    }
}
