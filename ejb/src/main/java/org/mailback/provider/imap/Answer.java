package org.mailback.provider.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;

/**
 * What became of one command.
 *
 * @param text the server's words without the response code, or our own where there was no answer
 * @param untagged what came between the answer before and this one
 */
record Answer(Status status, ResponseCode code, String text, List<IMAPResponse> untagged) {

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

    static Answer of(IMAPResponse tagged, List<IMAPResponse> untagged) {
        var status = tagged.isOK() ? Status.OK : tagged.isNO() ? Status.NO : Status.BAD;
        var text = tagged.getRest();
        return new Answer(status, ResponseCode.in(text), text, List.copyOf(untagged));
    }

    static Answer without(Status status, String reason, List<IMAPResponse> untagged) {
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
        var words =
                CONTROL.matcher(refused() || ok() ? status + " " + text : text).replaceAll(" ");
        return words.length() > LONGEST_TEXT ? words.substring(0, LONGEST_TEXT) + "..." : words;
    }

    /** All codes in untagged OK responses and in the tagged one, in this order. */
    List<ResponseCode> codes() {
        var codes = new ArrayList<ResponseCode>();
        for (var response : untagged) {
            if (response.isOK()) {
                codes.add(ResponseCode.in(rest(response)));
            }
        }
        codes.add(code);
        return codes;
    }

    /** The UIDs in SEARCH and ESEARCH responses (RFC 4731). */
    SortedSet<Long> found() {
        var uids = new TreeSet<Long>();
        for (var response : untagged) {
            if (response.keyEquals("SEARCH")) {
                for (var word : rest(response).strip().split("\\s+")) {
                    var uid = Numbers.parse(word);
                    if (uid > 0) {
                        uids.add(uid);
                    }
                }
            } else if (response.keyEquals("ESEARCH")) {
                var words = rest(response).strip().split("\\s+");
                for (var i = 0; i + 1 < words.length; i++) {
                    if (words[i].equalsIgnoreCase("ALL")) {
                        uids.addAll(UidSets.parse(words[i + 1]));
                    }
                }
            }
        }
        return uids;
    }

    /** Reads a response's text without moving its position, so that it can be read twice. */
    static String rest(IMAPResponse response) {
        return new IMAPResponse(response).getRest();
    }
}
