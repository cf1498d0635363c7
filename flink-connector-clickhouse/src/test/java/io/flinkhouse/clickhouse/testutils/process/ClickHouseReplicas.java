// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Replicas of one shard and their ZooKeeper, each a process that a test may kill. Where {@code
 * CLICKHOUSE_REPLICAS} names servers, these are used instead and cannot be killed.
 */
public final class ClickHouseReplicas implements AutoCloseable {

    private static final String CONFIG =
            """
            <zookeeper>
              <node><host>127.0.0.1</host><port>%d</port></node>
              <session_timeout_ms>4000</session_timeout_ms>
            </zookeeper>
            <macros><shard>1</shard><replica>r%d</replica></macros>
            """;

    private final List<ClickHouseHttp> replicas;
    private final List<ClickHouseServer> servers;
    private final ZooKeeperServer zooKeeper;

    private ClickHouseReplicas(
            List<ClickHouseHttp> replicas,
            List<ClickHouseServer> servers,
            ZooKeeperServer zooKeeper) {
        this.replicas = replicas;
        this.servers = servers;
        this.zooKeeper = zooKeeper;
    }

    /** Starts so many replicas. */
    public static ClickHouseReplicas start(int count) {
        return start(count, ClickHouseOptions.DEFAULT);
    }

    /** Starts so many replicas; the options are those of each. */
    public static ClickHouseReplicas start(int count, ClickHouseOptions options) {
        String named = System.getenv("CLICKHOUSE_REPLICAS");
        return named == null ? own(count, options) : named(count, named);
    }

    private static ClickHouseReplicas own(int count, ClickHouseOptions options) {
        ZooKeeperServer zooKeeper = ZooKeeperServer.starting();
        List<ClickHouseServer> servers = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String config = CONFIG.formatted(zooKeeper.port(), i);
            servers.add(ClickHouseServer.replica(options.serverXml(config)));
        }
        Stream.concat(servers.stream(), Stream.of(zooKeeper)).forEach(ServerProcess::awaitReady);
        return new ClickHouseReplicas(
                servers.stream().map(ClickHouseServer::http).toList(), servers, zooKeeper);
    }

    private static ClickHouseReplicas named(int count, String urls) {
        List<ClickHouseHttp> replicas =
                Stream.of(urls.split(","))
                        .map(url -> ClickHouseHttp.of(url.strip(), "default"))
                        .toList();
        if (replicas.size() < count) {
            throw new IllegalStateException(
                    "CLICKHOUSE_REPLICAS names %d replicas, this test needs %d"
                            .formatted(replicas.size(), count));
        }
        return new ClickHouseReplicas(replicas.subList(0, count), List.of(), null);
    }

    /** A new database on each replica. */
    public ReplicatedDatabase database() {
        return new ReplicatedDatabase(replicas);
    }

    /** The addresses of all replicas, as the option {@code url} takes them. */
    public String url() {
        return replicas.stream()
                .map(replica -> replica.address().getAuthority())
                .collect(Collectors.joining(",", "http://", ""));
    }

    /** A replica that the test may kill and restart; the first is 0. */
    public ClickHouseServer replica(int replica) {
        requireOwn();
        return servers.get(replica);
    }

    /** The ZooKeeper that the test may stop, kill and restart. */
    public ZooKeeperServer zooKeeper() {
        requireOwn();
        return zooKeeper;
    }

    private void requireOwn() {
        if (servers.isEmpty()) {
            throw new UnsupportedOperationException(
                    "This test kills servers, which it may not do with those that"
                            + " CLICKHOUSE_REPLICAS names. Unset it to use servers of the test's own.");
        }
    }

    @Override
    public void close() {
        servers.forEach(ClickHouseServer::close);
        if (zooKeeper != null) {
            zooKeeper.close();
        }
    }
}
