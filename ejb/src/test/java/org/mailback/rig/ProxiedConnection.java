package org.mailback.rig;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One client connection of the proxy and its counterpart to the server: two threads, one for each direction. */
final class ProxiedConnection {

    private static final Pattern SECRET = Pattern.compile("(?i)^(LOGIN|AUTHENTICATE \\S+) .*", Pattern.DOTALL);

    private final ImapProxy proxy;
    private final int number;
    private final Socket client;
    private final Socket server;
    /** Commands that the server has not answered yet, oldest first. */
    private final Deque<Sent> unanswered = new ArrayDeque<>();

    private boolean dialogue;
    private boolean answering;
    private boolean closed;

    private record Sent(
            String tag, String command, @Nullable ProxyRule rule) {
        boolean has(ProxyRule.Effect effect) {
            return rule != null && rule.effect() == effect;
        }
    }

    ProxiedConnection(ImapProxy proxy, int number, Socket client, Socket server) throws IOException {
        this.proxy = proxy;
        this.number = number;
        this.client = client;
        this.server = server;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start() {
        ImapProxy.daemon("imap-proxy-commands-" + number, () -> pump(this::passCommands));
        ImapProxy.daemon("imap-proxy-replies-" + number, () -> pump(this::passReplies));
    }

    void close() {
        ImapProxy.closeQuietly(client);
        ImapProxy.closeQuietly(server);
        synchronized (unanswered) {
            closed = true;
            unanswered.notifyAll();
        }
        proxy.ended(this);
    }

    private interface Pump {
        void run() throws IOException;
    }

    private void pump(Pump direction) {
        try {
            direction.run();
        } catch (IOException cut) {
            // Either side going away ends both directions.
        } finally {
            close();
        }
    }

    private void passCommands() throws IOException {
        var in = new ImapLines(new BufferedInputStream(client.getInputStream()));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (proxy.swallows()) {
                continue;
            }
            var text = ImapLines.text(line);
            var space = text.indexOf(' ');
            if (inDialogue() || space < 0) { // the answer to a challenge, or DONE
                toServer(line);
                continue;
            }
            passCommand(in, line, text.substring(0, space), text.substring(space + 1));
        }
    }

    private void passCommand(ImapLines in, byte[] line, String tag, String command) throws IOException {
        if (proxy.isOneAtATime()) {
            awaitAnswers();
        }
        proxy.log(number, SECRET.matcher(command).replaceFirst("$1"));
        proxy.watch().sending(command);
        var rule = proxy.ruleFor(command);
        var effect = rule == null ? ProxyRule.Effect.NONE : rule.effect();
        switch (effect) {
            case ANSWER -> {
                skipPushedLiterals(in, ImapLines.text(line));
                answerInTurn(new Sent(tag, command, rule));
                return;
            }
            case CUT_BEFORE_COMMAND -> throw new IOException("cut");
            case HOLD_COMMAND -> rule.awaitRelease();
            case DELAY -> sleep(rule.delay().toMillis());
            default -> {}
        }
        synchronized (unanswered) {
            unanswered.addLast(new Sent(tag, command, rule));
            dialogue = command.regionMatches(true, 0, "AUTHENTICATE", 0, 12)
                    || command.regionMatches(true, 0, "IDLE", 0, 4);
        }
        toServer(withLiterals(in, line));
    }

    private void awaitAnswers() throws IOException {
        synchronized (unanswered) {
            while (!closed && (answering || !unanswered.isEmpty())) {
                try {
                    unanswered.wait();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
            if (closed) {
                throw new IOException("cut");
            }
        }
    }

    /** Servers answer in the order of the commands, and so does the proxy. */
    private void answerInTurn(Sent sent) throws IOException {
        synchronized (unanswered) {
            unanswered.addLast(sent);
        }
        giveOwnAnswers();
    }

    private void giveOwnAnswers() throws IOException {
        synchronized (unanswered) {
            while (!unanswered.isEmpty() && unanswered.peekFirst().has(ProxyRule.Effect.ANSWER)) {
                var sent = unanswered.removeFirst();
                proxy.watch().answered(sent.command());
                toClient(sent.tag() + " " + sent.rule().text());
            }
        }
    }

    /** Pushed literals travel with their command; for the others the server is asked first, as IMAP wants it. */
    private byte[] withLiterals(ImapLines in, byte[] first) throws IOException {
        var whole = new ByteArrayOutputStream();
        var line = first;
        while (true) {
            whole.writeBytes(line);
            var text = ImapLines.text(line);
            var length = ImapLines.literalLength(text);
            if (length < 0) {
                return whole.toByteArray();
            }
            if (!ImapLines.literalIsPushed(text)) {
                toServer(whole.toByteArray());
                whole.reset();
            }
            whole.writeBytes(in.readLiteral(length));
            line = in.readLine();
            if (line == null) {
                throw new IOException("cut within a command");
            }
        }
    }

    private static void skipPushedLiterals(ImapLines in, String first) throws IOException {
        var text = first;
        while (ImapLines.literalIsPushed(text)) {
            in.readLiteral(ImapLines.literalLength(text));
            var line = in.readLine();
            text = line == null ? "" : ImapLines.text(line);
        }
    }

    private void passReplies() throws IOException {
        var in = new ImapLines(new BufferedInputStream(server.getInputStream()));
        for (var whole = in.readWhole(); whole != null; whole = in.readWhole()) {
            if (proxy.swallows()) {
                continue;
            }
            var text = ImapLines.text(whole);
            var sent = answered(text);
            if (sent != null) {
                passReply(sent, proxy.rewritten(text));
                giveOwnAnswers();
                synchronized (unanswered) {
                    answering = false;
                    unanswered.notifyAll();
                }
            } else if (!isSilenced()) {
                pass(whole, text);
            }
        }
    }

    private void pass(byte[] whole, String text) throws IOException {
        if (text.indexOf('\n') >= 0) { // literals stay as they are
            toClient(whole);
        } else {
            toClient(proxy.rewritten(text));
        }
    }

    private void passReply(Sent sent, String reply) throws IOException {
        proxy.watch().answered(sent.command());
        var rule = sent.rule();
        if (rule == null) {
            toClient(reply);
            return;
        }
        rule.replyIsHere();
        switch (rule.effect()) {
            case CUT_SILENTLY, CUT_BEFORE_REPLY -> throw new IOException("cut");
            case HOLD_REPLY -> {
                rule.awaitRelease();
                toClient(reply);
            }
            case REPLACE_REPLY -> toClient(sent.tag() + " " + rule.text());
            case BEFORE_REPLY -> toClient(rule.text() + "\r\n" + reply);
            case CUT_AFTER_REPLY -> {
                toClient(reply);
                throw new IOException("cut");
            }
            default -> toClient(reply);
        }
    }

    private @Nullable Sent answered(String text) {
        synchronized (unanswered) {
            var space = text.indexOf(' ');
            var tag = space < 0 ? text : text.substring(0, space);
            var sent = unanswered.stream()
                    .filter(candidate -> candidate.tag().equals(tag))
                    .findFirst()
                    .orElse(null);
            if (sent != null) {
                unanswered.remove(sent);
                answering = true;
                dialogue = false;
            }
            return sent;
        }
    }

    private boolean isSilenced() {
        synchronized (unanswered) {
            var oldest = unanswered.peekFirst();
            return oldest != null && oldest.has(ProxyRule.Effect.CUT_SILENTLY);
        }
    }

    private boolean inDialogue() {
        synchronized (unanswered) {
            return dialogue;
        }
    }

    private void toServer(byte[] bytes) throws IOException {
        server.getOutputStream().write(bytes);
    }

    private void toClient(String line) throws IOException {
        toClient((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whole responses only, because answers of the proxy itself come from the other thread. */
    private void toClient(byte[] bytes) throws IOException {
        synchronized (client) {
            client.getOutputStream().write(bytes);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
