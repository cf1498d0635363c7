// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 request or response as it was on the wire.
 *
 * @param head up to and with the empty line
 * @param body as it came, chunk marks included
 */
record HttpMessage(String head, byte[] body) {

    /** Reads a request, or returns null when the peer has closed; answers "Expect" by itself. */
    static HttpMessage request(InputStream in, OutputStream out) throws IOException {
        String head = head(in);
        if (head == null) {
            return null;
        }
        if (head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            head = head.replaceAll("(?i)expect: 100-continue\r\n", "");
        }
        return new HttpMessage(head, body(head, in, false));
    }

    /** Reads a response to its end; null when the server ended the connection without one. */
    static HttpMessage response(InputStream in) throws IOException {
        String head = head(in);
        return head == null ? null : new HttpMessage(head, body(head, in, true));
    }

    /**
     * Passes a response on as it comes, to its end or for so many bytes of its body.
     *
     * @return whether the whole response was passed on
     */
    static boolean relay(InputStream in, OutputStream out, long most) throws IOException {
        String head = head(in);
        if (head == null) {
            return false;
        }
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("transfer-encoding: chunked")) {
            return relayChunks(in, out, most);
        }
        byte[] body = body(head, in, true);
        out.write(body, 0, (int) Math.min(most, body.length));
        out.flush();
        return most >= body.length;
    }

    private static boolean relayChunks(InputStream in, OutputStream out, long most)
            throws IOException {
        long left = most;
        int size;
        do {
            String line = line(in);
            size = Integer.parseInt(line.trim().split(";")[0], 16);
            if (size > left) {
                return false;
            }
            left -= size;
            out.write(line.getBytes(StandardCharsets.ISO_8859_1));
            out.write(exactly(in, size + 2));
            out.flush();
        } while (size > 0);
        return true;
    }

    /** Returns a response. */
    static HttpMessage answer(int status, int clickHouseCode, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String code =
                clickHouseCode == 0
                        ? ""
                        : "X-ClickHouse-Exception-Code: " + clickHouseCode + "\r\n";
        String head =
                "HTTP/1.1 "
                        + status
                        + " Injected\r\n"
                        + code
                        + "Content-Type: text/plain; charset=UTF-8\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        return new HttpMessage(head, body);
    }

    /** Returns the response to a successful INSERT. */
    static HttpMessage inserted() {
        return new HttpMessage(
                "HTTP/1.1 200 OK\r\nX-ClickHouse-Summary: {\"written_rows\":\"1\",\"written_bytes\":\"1\"}\r\n"
                        + "Content-Type: text/plain; charset=UTF-8\r\nContent-Length: 0\r\n\r\n",
                new byte[0]);
    }

    String firstLine() {
        return head.substring(0, head.indexOf('\r'));
    }

    /** Whether the head, also with its escapes undone, or the start of the body has this text. */
    boolean contains(String text) {
        return head.contains(text)
                || head.replace("%20", " ").replace('+', ' ').contains(text)
                || new String(body, 0, Math.min(body.length, 4096), StandardCharsets.ISO_8859_1)
                        .contains(text);
    }

    /** With one byte in the middle of the body turned over. */
    HttpMessage corrupted() {
        byte[] changed = body.clone();
        changed[changed.length / 2] ^= 0x55;
        return new HttpMessage(head, changed);
    }

    /** With another value of one parameter of the address; without it, nothing changes. */
    HttpMessage withParameter(String name, String value) {
        int end = head.indexOf('\r');
        String line = head.substring(0, end).replaceAll(name + "=[^& ]*", name + "=" + value);
        return new HttpMessage(line + head.substring(end), body);
    }

    void writeTo(OutputStream out) throws IOException {
        writeTo(out, body.length);
    }

    /** Writes the head and only so much of the body. */
    void writeTo(OutputStream out, int bodyBytes) throws IOException {
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body, 0, bodyBytes);
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            bytes.write(b);
            matched = b == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] body(String head, InputStream in, boolean untilClose) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("transfer-encoding: chunked")) {
            return chunks(in);
        }
        int length = lower.indexOf("content-length: ");
        if (length >= 0) {
            int end = lower.indexOf('\r', length);
            return exactly(in, Integer.parseInt(lower.substring(length + 16, end).trim()));
        }
        return untilClose && lower.contains("connection: close") ? in.readAllBytes() : new byte[0];
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int size;
        do {
            String line = line(in);
            size = Integer.parseInt(line.trim().split(";")[0], 16);
            all.write(line.getBytes(StandardCharsets.ISO_8859_1));
            all.write(exactly(in, size + 2));
        } while (size > 0);
        return all.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int b;
        do {
            b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            line.append((char) b);
        } while (b != '\n');
        return line.toString();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }
}
