package org.mailback.provider;

/** UIDs from {@code first} to {@code last}, both included; {@code last} may lie beyond the newest message. */
public record UidRange(long first, long last) {

    public UidRange {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("not a UID range: " + first + " to " + last);
        }
    }
}
