// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that connects to one local server, whatever address a client requests. */
final class TunnelProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** The protocol by which a client names its destination. */
    @FunctionalInterface
    private interface Greeting {
        boolean meet(TunnelProxy proxy, InputStream in, OutputStream out) throws IOException;
    }

    private TunnelProxy(int target, Greeting greeting) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        this.target = target;
        daemon(
                () -> {
                    while (!listener.isClosed()) {
                        Socket client = listener.accept();
                        daemon(() -> serve(client, greeting));
                    }
                });
    }

    /** Speaks CONNECT. */
    static TunnelProxy http(int target, String answer) throws IOException {
        return new TunnelProxy(
                target,
                (proxy, in, out) -> {
                    StringBuilder head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        head.append((char) in.read());
                    }
                    proxy.asked.add(head.toString());
                    out.write(
                            ("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                    return answer.startsWith("200");
                });
    }

    /** Speaks SOCKS 5. */
    static TunnelProxy socks(int target) throws IOException {
        return new TunnelProxy(
                target,
                (proxy, in, out) -> {
                    DataInputStream data = new DataInputStream(in);
                    data.readByte();
                    data.skipNBytes(data.readByte());
                    out.write(new byte[] {5, 0});
                    data.skipNBytes(3);
                    int addressBytes = data.readByte() == 4 ? 16 : 4;
                    data.skipNBytes(addressBytes + 2);
                    proxy.asked.add("socks");
                    out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
                    return true;
                });
    }

    /** Returns the requests of clients before they were connected. */
    List<String> asked() {
        return asked;
    }

    String port() {
        return Integer.toString(listener.getLocalPort());
    }

    private void serve(Socket client, Greeting greeting) throws IOException {
        try (client;
                Socket server = new Socket(InetAddress.getByName("127.0.0.1"), target)) {
            if (greeting.meet(this, client.getInputStream(), client.getOutputStream())) {
                daemon(() -> client.getInputStream().transferTo(server.getOutputStream()));
                server.getInputStream().transferTo(client.getOutputStream());
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Ends with its sockets. */
    private static void daemon(Work work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (IOException closed) {
                                return;
                            }
                        },
                        "tunnel-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
