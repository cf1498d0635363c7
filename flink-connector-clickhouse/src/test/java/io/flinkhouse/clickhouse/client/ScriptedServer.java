// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.testutils.process.Certificates;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server that gives one fixed response and records requests: for responses that a healthy
 * ClickHouse never sends, and for tests of the bytes on the wire.
 */
final class ScriptedServer implements AutoCloseable {

    private final ServerSocket socket;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private final Script script;

    /** Handles a request after its head. */
    @FunctionalInterface
    interface Script {
        void play(ScriptedServer server, InputStream rest, OutputStream out) throws IOException;
    }

    private ScriptedServer(ServerSocket socket, Script script) {
        this.socket = socket;
        this.script = script;
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
        return new ScriptedServer(loopback(port), answer(answer));
    }

    static ScriptedServer playing(Script script) throws IOException {
        return new ScriptedServer(loopback(0), script);
    }

    /** Listens on the given address of this machine. */
    static ScriptedServer at(InetAddress address, String answer) throws IOException {
        return new ScriptedServer(new ServerSocket(0, 50, address), answer(answer));
    }

    /** With TLS; the certificate is valid for {@code localhost}. */
    static ScriptedServer tls(Certificates certificates, String answer) {
        return new ScriptedServer(certificates.listen(0, false), answer(answer));
    }

    private static ServerSocket loopback(int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
    }

    private static Script answer(String text) {
        return (server, rest, out) -> {
            server.readBody(rest);
            out.write(text.getBytes(StandardCharsets.UTF_8));
        };
    }

    int port() {
        return socket.getLocalPort();
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

    /** Bodies of the requests so far. */
    List<byte[]> bodies() {
        return bodies;
    }

    void readBody(InputStream in) throws IOException {
        bodies.add(in.readNBytes((int) bodyLength(requests.get(requests.size() - 1))));
    }

    /** Lets time pass between two pieces of an answer, as long as the server is open. */
    void pause(long millis) throws IOException {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        if (socket.isClosed()) {
            throw new IOException("closed");
        }
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                InputStream in = client.getInputStream();
                requests.add(head(in));
                script.play(this, in, client.getOutputStream());
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
