// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One ZooKeeper, for Flink's high availability, and for ClickHouse's replicas and KeeperMap. */
public final class ZooKeeperServer extends ServerProcess {

    private static final String CONFIG =
            """
            tickTime=500
            minSessionTimeout=1000
            maxSessionTimeout=60000
            dataDir=%s
            clientPortAddress=127.0.0.1
            clientPort=%d
            admin.enableServer=false
            4lw.commands.whitelist=ruok,srvr,stat
            """;

    private final Distribution zooKeeper = Distribution.zooKeeper();
    private final int port = Ports.take();

    private ZooKeeperServer() {
        super("zookeeper");
        try {
            Path data = Files.createDirectories(directory().resolve("data"));
            Files.writeString(config(), CONFIG.formatted(data, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ZooKeeperServer start() {
        ZooKeeperServer server = starting();
        server.awaitReady();
        return server;
    }

    /** One that may not answer yet. */
    static ZooKeeperServer starting() {
        ZooKeeperServer server = new ZooKeeperServer();
        server.launchAsync();
        return server;
    }

    /** {@code host:port}. */
    public String connectString() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    protected List<String> command() {
        List<String> command =
                java(
                        List.of("-Xmx128m", "-XX:+UseSerialGC"),
                        Distribution.classPath(zooKeeper.jars("lib")),
                        "org.apache.zookeeper.server.ZooKeeperServerMain");
        command.add(config().toString());
        return command;
    }

    @Override
    protected boolean ready() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            // It says "imok" before it serves anybody.
            return new String(answer, StandardCharsets.US_ASCII).contains("Mode: ");
        } catch (IOException e) {
            return false;
        }
    }

    private Path config() {
        return directory().resolve("zoo.cfg");
    }
}
