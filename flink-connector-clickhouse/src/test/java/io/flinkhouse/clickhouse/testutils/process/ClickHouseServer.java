// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;

import com.sun.jna.Native;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A ClickHouse server of the test's own. It is found in this order: a {@code clickhouse} binary on
 * the PATH, the engine from npm, a container. A server named by {@code CLICKHOUSE_URL} is for
 * {@link ClickHouseDatabase} only, since nobody may kill it.
 */
public final class ClickHouseServer extends ServerProcess {

    /** The call returns when this query ends, and with it the server: 100 days. */
    private static final String LISTEN =
            "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP;"
                    + " SELECT sleepEachRow(1) FROM numbers(8640000) SETTINGS max_block_size = 1,"
                    + " function_sleep_max_microseconds_per_block = 0 FORMAT Null";

    /** Below it, a statement would write some thirty lines. */
    private static final String LOG_LEVEL = "information";

    private static final String CONFIG =
            """
            <clickhouse>
              <logger><level>%s</level><console>1</console></logger>
              <users_config>%s</users_config>
              <path>%s/</path>
              <http_port>%d</http_port>
              <tcp_port>%d</tcp_port>
              <listen_host>%s</listen_host>
              <mark_cache_size>67108864</mark_cache_size>
              <background_pool_size>4</background_pool_size>
              <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
              <background_schedule_pool_size>8</background_schedule_pool_size>
              <merge_tree>
                <number_of_free_entries_in_pool_to_execute_mutation>2</number_of_free_entries_in_pool_to_execute_mutation>
                <number_of_free_entries_in_pool_to_lower_max_size_of_merge>2</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
                <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>2</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
              </merge_tree>
              %s
            </clickhouse>
            """;

    /** The second host that the engine from npm listens on: for the other replicas. */
    private static final String INTERSERVER_HOST = "127.0.0.2";

    private final ClickHouseInstallation installation = ClickHouseInstallation.find();
    private final int httpPort = Ports.take();
    private final int tcpPort = Ports.take();
    private final ClickHouseHttp http =
            ClickHouseHttp.of("http://127.0.0.1:" + httpPort, "default");

    /** Names this server to the other replicas of its tables; null where it is none. */
    private final UUID replica;

    private ClickHouseServer(ClickHouseOptions options, UUID replica) {
        super("clickhouse");
        this.replica = replica;
        boolean contained = installation instanceof ClickHouseInstallation.Container;
        Path home = contained ? ClickHouseContainer.HOME : directory();
        try {
            configureUsers(options);
            Files.writeString(
                    directory().resolve("config.xml"),
                    CONFIG.formatted(
                            LOG_LEVEL,
                            home.resolve("users.xml"),
                            home.resolve("data"),
                            httpPort,
                            tcpPort,
                            contained ? "0.0.0.0" : "127.0.0.1",
                            options.server() + interserver()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ClickHouseServer start() {
        return start(ClickHouseOptions.DEFAULT);
    }

    public static ClickHouseServer start(ClickHouseOptions options) {
        ClickHouseServer server = new ClickHouseServer(options, null);
        server.launch();
        return server;
    }

    /**
     * A server whose replicated tables fetch parts from other replicas on this machine. It may not
     * answer yet.
     */
    static ClickHouseServer replica(ClickHouseOptions options) {
        ClickHouseServer server = new ClickHouseServer(options, UUID.randomUUID());
        server.launchAsync();
        return server;
    }

    /** Lets other replicas on this machine fetch parts from this one. */
    private String interserver() {
        if (replica == null) {
            return "";
        }
        if (installation instanceof ClickHouseInstallation.Binary) {
            return "<interserver_http_host>127.0.0.1</interserver_http_host>"
                    + "<interserver_http_port>"
                    + Ports.take()
                    + "</interserver_http_port>";
        }
        if (installation instanceof ClickHouseInstallation.NativeLibrary) {
            InterserverPatch.requirePlatform();
            return "<listen_host>" + INTERSERVER_HOST + "</listen_host>";
        }
        throw new IllegalStateException(
                "Replicas in containers do not find each other. " + InterserverPatch.OTHER_WAYS);
    }

    /** Gives the server the users and profiles of these options from its next start on. */
    public void configureUsers(ClickHouseOptions options) {
        try {
            Files.writeString(directory().resolve("users.xml"), options.usersFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code http://127.0.0.1:port}, user {@code default}, no password. */
    public String url() {
        return http.address().toString();
    }

    /** The connection of a user without a password, in the database {@code default}. */
    public ConnectionConfig connection(String user) {
        return ConnectionConfig.parse(url())
                .withCredentials(user, Secret.NONE)
                .withDatabase("default");
    }

    public int httpPort() {
        return httpPort;
    }

    public int tcpPort() {
        return tcpPort;
    }

    /** A new database on this server, with all that tests do with one. */
    public ClickHouseDatabase database() {
        return new ClickHouseDatabase(http);
    }

    /** A new database of this name, for which users of this server have grants. */
    public ClickHouseDatabase database(String name) {
        return new ClickHouseDatabase(http, name);
    }

    /** Runs a statement as user {@code default}. */
    public void execute(String sql) {
        http.execute(sql);
    }

    /** Rows of unescaped fields; NULL is {@code null}. */
    public List<List<String>> query(String sql) {
        return http.query(sql);
    }

    ClickHouseHttp http() {
        return http;
    }

    @Override
    protected boolean ready() {
        return http.ping();
    }

    @Override
    Running run() {
        if (installation instanceof ClickHouseInstallation.Container) {
            ClickHouseContainer container =
                    new ClickHouseContainer(directory(), log(), httpPort, tcpPort);
            container.start();
            return container;
        }
        return super.run();
    }

    @Override
    protected List<String> command() {
        if (installation instanceof ClickHouseInstallation.Binary binary) {
            String config = "--config-file=" + directory().resolve("config.xml");
            return tied(binary.path().toString(), "server", config);
        }
        return fromLibrary(((ClickHouseInstallation.NativeLibrary) installation).path());
    }

    private List<String> fromLibrary(Path library) {
        String classPath =
                locationOf(ClickHouseLibraryMain.class)
                        + File.pathSeparator
                        + locationOf(Native.class);
        List<String> options =
                new ArrayList<>(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (replica != null) {
            options.add(
                    "-D%s=%s:%d:%s"
                            .formatted(
                                    ClickHouseLibraryMain.REPLICA,
                                    INTERSERVER_HOST,
                                    httpPort,
                                    replica));
        }
        List<String> command = java(options, classPath, ClickHouseLibraryMain.class.getName());
        command.addAll(
                List.of(
                        library.toString(),
                        "clickhouse",
                        "--config-file=" + directory().resolve("config.xml"),
                        "--path=" + directory().resolve("data"),
                        "--http_port=" + httpPort,
                        "--tcp_port=" + tcpPort,
                        "--log-level=" + LOG_LEVEL, // clickhouse local does not read the file's
                        "--query",
                        LISTEN));
        return command;
    }

    /**
     * A program that cannot watch its parent by itself: a shell does it, and kills it in the end.
     */
    private static List<String> tied(String... command) {
        String script =
                "exec 3<&0; \"$@\" </dev/null & child=$!;"
                        + " (cat <&3 >/dev/null; kill -9 $child) & wait $child";
        List<String> all = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        all.addAll(List.of(command));
        return all;
    }

    private static String locationOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
