package org.mailback.provider.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What became of one command.
 *
 * @param text the server's words without the response code, or our own where there was no answer
 * @param untagged what came between the answer before and this one
 */
record Answer(Status status, ResponseCode code, String text, List<Reply> untagged) {

    private static final int LONGEST_TEXT = 300;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    enum Status {
        OK,
        NO,
        BAD,
        /** Written, but not answered: time-out or cut. */
        UNKNOWN,
        /** Certainly never executed. */
        NOT_SENT
    }

    static Answer of(Reply tagged, List<Reply> untagged) {
        var status = tagged.isOK() ? Status.OK : tagged.isNO() ? Status.NO : Status.BAD;
        var text = tagged.rest();
        return new Answer(status, ResponseCode.in(text), text, List.copyOf(untagged));
    }

    static Answer without(Status status, String reason, List<Reply> untagged) {
        return new Answer(status, ResponseCode.NONE, reason, List.copyOf(untagged));
    }

    boolean ok() {
        return status == Status.OK;
    }

    /** The server has answered, and it did not say OK. */
    boolean refused() {
        return status == Status.NO || status == Status.BAD;
    }

    /** For people: what the server said, with its status. */
    String words() {
        return shown(refused() || ok() ? status + " " + text : text);
    }

    /** On one line, and not too long. */
    static String shown(String words) {
        var begin = CONTROL.matcher(words.length() > LONGEST_TEXT ? words.substring(0, LONGEST_TEXT) + "..." : words);
        return begin.replaceAll(" ");
    }

    /** All codes in untagged OK responses and in the tagged one, in this order. */
    List<ResponseCode> codes() {
        var codes = new ArrayList<ResponseCode>();
        for (var response : untagged) {
            if (response.isOK()) {
                codes.add(ResponseCode.in(response.rest()));
            }
        }
        codes.add(code);
        return codes;
    }

    /**
     * The UIDs in SEARCH and ESEARCH responses (RFC 4731); none after a refusal.
     *
     * @throws CommandRefused if the server said OK but not, or not clearly, what it found: what is missing would be taken for
     *     gone
     */
    SortedSet<Long> found() {
        var uids = new TreeSet<Long>();
        var told = !ok();
        var room = UidSets.MOST_READ;
        for (var response : untagged) {
            if (response.is("SEARCH")) {
                told = true;
                addNumbers(response.rest(), uids);
            } else if (response.is("ESEARCH")) {
                told = true;
                room -= addSets(response.rest().strip().split("\\s+"), uids, room);
            }
        }
        if (!told) {
            throw senseless("nothing");
        }
        return uids;
    }

    /** They may be followed by a list, such as {@code (MODSEQ 7)} (RFC 7162). */
    private static void addNumbers(String text, SortedSet<Long> uids) {
        for (var words = new StringTokenizer(text, " \t"); words.hasMoreTokens(); ) {
            var word = words.nextToken();
            if (word.startsWith("(")) {
                return;
            }
            var uid = Numbers.parse(word);
            if (uid < 1 || uid > UidSets.LARGEST || uids.size() > UidSets.MOST_READ) {
                throw senseless(word);
            }
            uids.add(uid);
        }
    }

    /** @return how many, repeated ones too: a few octets may stand for a million UIDs, again and again */
    private static int addSets(String[] words, SortedSet<Long> uids, int room) {
        var count = 0;
        for (var i = 0; i + 1 < words.length; i++) {
            if (words[i].equalsIgnoreCase("ALL")) {
                var set = UidSets.parse(words[i + 1], room - count);
                if (set.isEmpty()) {
                    throw senseless(words[i + 1]);
                }
                uids.addAll(set);
                count += set.size();
            }
        }
        return count;
    }

    private static CommandRefused senseless(String result) {
        return new CommandRefused(
                without(Status.UNKNOWN, shown("the server's result of a search makes no sense: " + result), List.of()));
    }
}
