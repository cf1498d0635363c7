// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.data.RowData;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Counts the requests of planning an INSERT and of starting a writer, so that an additional one is
 * noticed.
 */
@ExtendWith(ClickHouseExtension.class)
@Timeout(120)
class RequestsITCase {

    private static final String COLUMNS = "id BIGINT NOT NULL, name STRING NOT NULL";
    private static final String KEY = ", PRIMARY KEY (id) NOT ENFORCED";

    /**
     * What is written where; each with the most requests of a plan and of a start. The description
     * of the tables, the settings as they take effect, and for a plan CHECK GRANT, are there
     * always. Exactly-once adds the rehearsal of a recovery, or another look at which server
     * answers: the insert of nothing and the nonces in use for a fence column, the window where the
     * table leaves it to the server, and one for each level of views. Versions add a look at the
     * highest. Rejected rows add the temporary table that finds them, and dead letters at the start
     * of a writer CHECK GRANT and, exactly once, a rehearsal of their own.
     */
    private enum Job {
        PLAIN("plain", DeliveryGuarantee.AT_LEAST_ONCE, 3, 2),
        VERSIONED("versioned", DeliveryGuarantee.AT_LEAST_ONCE, 3, 3),
        WINDOWED_ONCE("windowed", DeliveryGuarantee.EXACTLY_ONCE, 4, 3),
        FENCED_ONCE("fenced", DeliveryGuarantee.EXACTLY_ONCE, 5, 5),
        VERSIONED_ONCE("versioned", DeliveryGuarantee.EXACTLY_ONCE, 4, 4),
        VIEWED_ONCE("viewed", DeliveryGuarantee.EXACTLY_ONCE, 5, 4),
        SKIPPING("plain", DeliveryGuarantee.AT_LEAST_ONCE, 4, 3, "sink.error-mode", "skip"),
        BURYING(
                "plain",
                DeliveryGuarantee.AT_LEAST_ONCE,
                4,
                4,
                "sink.error-mode",
                "dead-letter",
                "sink.dead-letter.table",
                "dead"),
        BURYING_ONCE(
                "windowed",
                DeliveryGuarantee.EXACTLY_ONCE,
                5,
                6,
                "sink.error-mode",
                "dead-letter",
                "sink.dead-letter.table",
                "dead");

        private final String table;
        private final DeliveryGuarantee guarantee;
        private final int plan;
        private final int start;
        private final List<String> options;

        Job(String table, DeliveryGuarantee guarantee, int plan, int start, String... options) {
            this.table = table;
            this.guarantee = guarantee;
            this.plan = plan;
            this.start = start;
            this.options = List.of(options);
        }

        boolean isKeyed() {
            return table.equals("versioned");
        }
    }

    @TempDir Path spool;
    private ClickHouseDatabase db;
    private FaultProxy proxy;

    @BeforeEach
    void createTables(ClickHouseDatabase database) {
        db = database;
        String window =
                " ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100";
        db.execute("CREATE TABLE plain (id Int64, name String) ENGINE = MergeTree ORDER BY id");
        db.execute("CREATE TABLE windowed (id Int64, name String)" + window);
        db.execute(
                "CREATE TABLE fenced (id Int64, name String, _flink_block UInt64 MATERIALIZED 0)"
                        + window);
        db.execute(
                "CREATE TABLE versioned (id Int64, name String, v UInt64, gone UInt8) ENGINE ="
                        + " ReplacingMergeTree(v, gone) ORDER BY id");
        db.execute("CREATE TABLE viewed (id Int64, name String)" + window);
        db.execute("CREATE TABLE seen (id Int64)" + window);
        db.execute("CREATE MATERIALIZED VIEW to_seen TO seen AS SELECT id FROM viewed");
        db.execute(
                "CREATE TABLE dead (time DateTime64(3, 'UTC'), kind String, topic Nullable(String),"
                        + " partition Nullable(Int32), offset Nullable(Int64), key Nullable(String),"
                        + " raw_message Nullable(String), error String) ENGINE = MergeTree ORDER BY"
                        + " time SETTINGS non_replicated_deduplication_window = 100");
        proxy = FaultProxy.to(URI.create(db.url()).getPort()).onlyFor("");
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource
    void aPlanTakesFewRequests(Job job) {
        TableEnvironment env = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        env.getConfig().set("execution.checkpointing.interval", "1 min");
        env.executeSql(ddl(job));
        env.executeSql("CREATE TABLE source (" + COLUMNS + ") WITH ('connector' = 'datagen')");

        env.explainSql("INSERT INTO sink SELECT * FROM source");

        count("plan", job, job.plan);
    }

    @ParameterizedTest
    @EnumSource
    void aWriterStartsWithFewRequests(Job job) throws Exception {
        try (WriterHarness<RowData> writer = WriterHarness.open(sink(job))) {
            count("start of a writer", job, job.start);
            writer.write(Events.row(1));
        }
    }

    /** The line is for {@code e2e-tests/house.sh}. */
    private void count(String what, Job job, int most) {
        int requests = proxy.hits();
        if (Boolean.getBoolean("house")) {
            System.out.printf("requests: %s, %s: %d%n", what, job, requests);
        }
        assertThat(requests).isLessThanOrEqualTo(most);
    }

    private String ddl(Job job) {
        List<String> all =
                Stream.concat(
                                Stream.of(
                                        "connector", "clickhouse",
                                        "url", proxy.url(),
                                        "username", db.username(),
                                        "password", db.password(),
                                        "database-name", db.name(),
                                        "table-name", job.table,
                                        "sink.semantic",
                                                job.guarantee == DeliveryGuarantee.EXACTLY_ONCE
                                                        ? "exactly-once"
                                                        : "at-least-once",
                                        "sink.exactly-once.spool-path", spool.toUri().toString()),
                                job.options.stream())
                        .map(text -> "'" + text + "'")
                        .toList();
        StringBuilder with = new StringBuilder();
        for (int i = 0; i < all.size(); i += 2) {
            with.append(i == 0 ? "" : ", ").append(all.get(i)).append(" = ").append(all.get(i + 1));
        }
        return "CREATE TABLE sink ("
                + COLUMNS
                + (job.isKeyed() ? KEY : "")
                + ") WITH ("
                + with
                + ")";
    }

    private ClickHouseSink<RowData> sink(Job job) {
        ClickHouseSinkBuilder<RowData> sink =
                ClickHouseSink.<RowData>builder()
                        .url(proxy.url())
                        .username(db.username())
                        .password(db.password())
                        .table(db.name(), job.table)
                        .deliveryGuarantee(job.guarantee)
                        .spoolPath(spool.toUri().toString())
                        .rows(RowMapping.rowData());
        if (job.isKeyed()) {
            sink.columns("id", "name").changelog(ChangelogOptions.upsertBy("id"));
        }
        if (job.options.contains("skip")) {
            sink.skipRejectedRows();
        }
        if (job.options.contains("dead")) {
            sink.deadLetterTable(db.name(), "dead");
        }
        return sink.build();
    }
}
