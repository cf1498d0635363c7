// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One run of Flink's SQL client, with a script and with jars by {@code -j}. */
final class SqlClient extends ServerProcess {

    private static final String MAIN = "org.apache.flink.table.client.SqlClient";

    private final FlinkInstallation flink;
    private final List<Path> jars;

    private SqlClient(FlinkInstallation flink, String script, List<Path> jars) {
        super("sql-client");
        this.flink = flink;
        this.jars = jars;
        try {
            Files.writeString(script(), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the console output of the client. */
    static String run(FlinkInstallation flink, String script, List<Path> jars, Duration timeout) {
        try (SqlClient client = new SqlClient(flink, script, jars)) {
            client.launchAsync();
            Await.until("the SQL client", timeout, () -> !client.isAlive(), client::logTail);
            return Files.readString(client.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<String> command() {
        List<String> command =
                java(
                        flink.jvmOptions(
                                "-Xmx384m", "-XX:TieredStopAtLevel=1", "-Dlog.level=ERROR"),
                        flink.clientClassPath(),
                        MAIN);
        command.addAll(List.of("-f", script().toString()));
        jars.forEach(jar -> command.addAll(List.of("-j", jar.toString())));
        return command;
    }

    @Override
    protected Map<String, String> environment() {
        return flink.environment();
    }

    @Override
    protected boolean ready() {
        return true;
    }

    private Path script() {
        return directory().resolve("script.sql");
    }
}
