package org.mailback.bench;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One client's kept connection with its session, as lean as may be: a client that costs as much as the server would measure
 * itself.
 */
final class HttpLine implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final String host;
    private String cookie = "";

    private HttpLine(URI root) throws IOException {
        socket = new Socket(root.getHost(), root.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 65_536);
        host = root.getHost() + ":" + root.getPort();
    }

    static HttpLine signedIn(URI root, String user, String password) throws IOException {
        var line = new HttpLine(root);
        line.post(
                "/api/session",
                Json.createObjectBuilder()
                        .add("user", user)
                        .add("password", password)
                        .build()
                        .toString());
        return line;
    }

    /** @throws IOException also if the answer is not 2xx */
    String post(String path, @Nullable String json) throws IOException {
        var body = json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);
        var head = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: " + body.length + "\r\n"
                + (json == null ? "" : "Content-Type: application/json\r\n")
                + (cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n") + "\r\n";
        var request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        request.writeTo(socket.getOutputStream());
        return answer(path);
    }

    JsonObject postForJson(String path, @Nullable String json) throws IOException {
        try (var reader = Json.createReader(new StringReader(post(path, json)))) {
            return reader.readObject();
        }
    }

    private String answer(String path) throws IOException {
        var status = line();
        int length = 0;
        boolean chunked = false;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            } else if (lower.startsWith("set-cookie:")) {
                cookie = header.substring(11).strip().split(";")[0];
            }
        }
        var body = new String(chunked ? chunks() : exactly(length), StandardCharsets.UTF_8);
        if (!status.startsWith("HTTP/1.1 2")) {
            throw new IOException(path + ": " + status + " " + body);
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        var whole = new ByteArrayOutputStream();
        for (int size = size(line()); size > 0; size = size(line())) {
            whole.writeBytes(exactly(size));
            line();
        }
        line();
        return whole.toByteArray();
    }

    private static int size(String line) {
        return Integer.parseInt(line.strip(), 16);
    }

    private byte[] exactly(int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder(80);
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException();
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
