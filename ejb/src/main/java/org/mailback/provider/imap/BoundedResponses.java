package org.mailback.provider.imap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.eclipse.angus.mail.iap.ByteArray;
import org.eclipse.angus.mail.iap.ResponseInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the server's octets apart into responses, and ends the conversation when there are too many. Angus would read a line
 * without end into memory, and make room for a literal of two gigabytes as soon as it is announced.
 */
final class BoundedResponses extends ResponseInputStream {

    private static final int ROOM = 512;
    private static final int LARGEST_STEP = 1024 * 1024;

    private final InputStream source;
    private final byte[] ahead = new byte[8 * 1024];
    private int at;
    private int end;

    private Bounds bounds;
    private long octets;
    private int responses;

    private byte[] response = new byte[0];
    private int length;

    BoundedResponses(InputStream source, Bounds bounds) {
        super(InputStream.nullInputStream());
        this.source = source;
        this.bounds = bounds;
    }

    /** The answer to another command begins. */
    void begin() {
        octets = 0;
        responses = 0;
    }

    void within(Bounds others) {
        bounds = others;
    }

    @Override
    public ByteArray readResponse() throws IOException {
        return readResponse(null);
    }

    /**
     * @throws TooMuch if the response, or all since {@link #begin}, exceeds the bounds
     * @throws SocketTimeoutException if nothing came in time
     * @throws InterruptedIOException if only a part came in time: what follows would be misunderstood
     */
    @Override
    public ByteArray readResponse(@Nullable ByteArray unused) throws IOException {
        response = new byte[ROOM];
        length = 0;
        if (++responses > bounds.responses()) {
            throw new TooMuch("the server sends more than " + bounds.responses() + " responses to one command");
        }
        try {
            line();
            for (var literal = announced(); literal >= 0; literal = announced()) {
                literal(literal);
                line();
            }
        } catch (SocketTimeoutException e) {
            if (length == 0) {
                throw e;
            }
            throw (IOException) new InterruptedIOException("a response without an end").initCause(e);
        }
        var whole = new ByteArray(response, 0, length);
        response = new byte[0];
        return whole;
    }

    @Override
    public int available() throws IOException {
        return end - at + source.available();
    }

    private void line() throws IOException {
        while (true) {
            if (at == end) {
                fill();
            }
            var from = at;
            while (at < end && ahead[at] != '\n') {
                at++;
            }
            var ended = at < end;
            at += ended ? 1 : 0;
            take(from, at - from);
            if (ended && length > 1 && response[length - 2] == '\r') {
                return;
            }
        }
    }

    /** Makes room only for what has come, whatever was announced. */
    private void literal(long count) throws IOException {
        if (count > bounds.response() - length) {
            throw new TooMuch("the server announces " + count + " octets, more than the " + bounds.response()
                    + " that one response may have");
        }
        for (var left = count; left > 0; ) {
            if (at == end) {
                fill();
            }
            var piece = (int) Math.min(left, end - at);
            take(at, piece);
            at += piece;
            left -= piece;
        }
    }

    private void take(int from, int count) throws TooMuch {
        if (length + count > bounds.response()) {
            throw new TooMuch("the server sends a response of more than " + bounds.response() + " octets");
        }
        octets += count;
        if (octets > bounds.answer()) {
            throw new TooMuch("the server sends more than " + bounds.answer() + " octets in answer to one command");
        }
        if (length + count > response.length) {
            response = Arrays.copyOf(
                    response, Math.max(length + count, response.length + Math.min(response.length, LARGEST_STEP)));
        }
        System.arraycopy(ahead, from, response, length, count);
        length += count;
    }

    private void fill() throws IOException {
        end = 0;
        at = 0;
        end = source.read(ahead);
        if (end <= 0) {
            end = 0;
            throw new EOFException("Connection dropped by server?");
        }
    }

    /** The length of the literal that the line just read announces at its end, or -1. */
    private long announced() {
        var close = length - 3;
        if (close < 1 || response[close] != '}') {
            return -1;
        }
        var open = close - 1;
        var number = 0L;
        for (var scale = 1L; open >= 0 && response[open] >= '0' && response[open] <= '9'; open--, scale *= 10) {
            if (scale > 1_000_000_000_000L) {
                return Long.MAX_VALUE;
            }
            number += (response[open] - '0') * scale;
        }
        return open >= 0 && open < close - 1 && response[open] == '{' ? number : -1;
    }
}
