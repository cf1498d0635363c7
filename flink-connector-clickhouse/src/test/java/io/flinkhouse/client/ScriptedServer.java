// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.client;

import io.flinkhouse.config.ConnectionConfig;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Gives one fixed answer to every request and keeps what was asked, head and all: for what no
 * healthy ClickHouse would answer, and for what must be on the wire.
 */
final class ScriptedServer implements AutoCloseable {

    private final ServerSocket socket;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final byte[] answer;

    private ScriptedServer(int port, String answer) throws IOException {
        this.socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.answer = answer.getBytes(StandardCharsets.UTF_8);
        Thread thread = new Thread(this::serve, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Answers with a status line, headers and a body; the length is added. */
    static ScriptedServer answering(String status, String headers, String body) throws IOException {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return raw(
                "HTTP/1.1 "
                        + status
                        + "\r\n"
                        + headers
                        + "Content-Length: "
                        + length
                        + "\r\nConnection: close\r\n\r\n"
                        + body);
    }

    static ScriptedServer raw(String answer) throws IOException {
        return on(0, answer);
    }

    static ScriptedServer on(int port, String answer) throws IOException {
        return new ScriptedServer(port, answer);
    }

    ConnectionConfig connection() {
        return ConnectionConfig.parse(url());
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** Heads of the requests so far. */
    List<String> requests() {
        return requests;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                InputStream in = client.getInputStream();
                String head = head(in);
                in.skipNBytes(bodyLength(head));
                requests.add(head);
                client.getOutputStream().write(answer);
                client.getOutputStream().flush();
            } catch (IOException e) {
                // The client went away or the test is over; the next request is served all the
                // same.
                continue;
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed");
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static long bodyLength(String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Long.parseLong(line.substring(15).trim());
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
