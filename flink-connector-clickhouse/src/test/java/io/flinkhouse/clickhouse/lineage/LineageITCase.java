// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lineage;

import io.flinkhouse.clickhouse.mapping.RecordMapping;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.sink.ClickHouseSink;
import io.flinkhouse.clickhouse.source.ClickHouseSource;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.lineage.LineageEdge;
import org.apache.flink.streaming.api.lineage.LineageGraph;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that Flink tells its listeners which tables a job reads and writes. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(60)
class LineageITCase {

    /** A row of both tables. */
    public record Item(long id) {}

    @TempDir Path spool;
    private ClickHouseDatabase db;
    private String namespace;

    @BeforeEach
    void createTables(ClickHouseDatabase database) {
        db = database;
        namespace = "clickhouse://" + URI.create(db.url()).getAuthority();
        for (String table : List.of("a", "b")) {
            db.execute(
                    "CREATE TABLE "
                            + table
                            + " (id Int64) ENGINE = MergeTree ORDER BY id"
                            + " SETTINGS non_replicated_deduplication_window = 100");
        }
        db.execute("INSERT INTO a VALUES (1), (2)");
    }

    @ParameterizedTest
    @EnumSource(DeliveryGuarantee.class)
    void aJobOfStreamsNamesItsTables(DeliveryGuarantee guarantee) throws Exception {
        Configuration job = SeenLineage.reportTo(MiniFlink.configuration());
        job.setString("execution.checkpointing.interval", "100 ms");
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(job);
        env.fromSource(source(), WatermarkStrategy.noWatermarks(), "a").sinkTo(sink(guarantee));
        env.execute("streams " + guarantee);

        assertThat(db.query("SELECT id FROM b")).hasSize(2);
        assertTables("streams " + guarantee, db.name() + ".a", db.name() + ".b");
    }

    /**
     * Flink's planner names a table as its catalog does, and takes the server and the facets from
     * us.
     */
    @Test
    void aStatementNamesItsServer() throws Exception {
        Configuration job = SeenLineage.reportTo(MiniFlink.configuration());
        job.setString("pipeline.name", "statement");
        TableEnvironment env = TableEnvironment.create(job);
        for (String table : List.of("a", "b")) {
            env.executeSql(
                    "CREATE TABLE flink_%s (id BIGINT NOT NULL) WITH ('connector' = 'clickhouse', 'url' = '%s', 'username' = '%s', 'password' = '%s', 'database-name' = '%s', 'table-name' = '%s')"
                            .formatted(
                                    table,
                                    db.url(),
                                    db.username(),
                                    db.password(),
                                    db.name(),
                                    table));
        }
        env.executeSql("INSERT INTO flink_b SELECT * FROM flink_a").await();

        assertTables(
                "statement",
                "default_catalog.default_database.flink_a",
                "default_catalog.default_database.flink_b");
    }

    private ClickHouseSource<Item> source() {
        return ClickHouseSource.<Item>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), "a")
                .records(RecordMapping.of(Item.class))
                .build();
    }

    private ClickHouseSink<Item> sink(DeliveryGuarantee guarantee) {
        return ClickHouseSink.<Item>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), "b")
                .deliveryGuarantee(guarantee)
                .spoolPath(spool.toUri().toString())
                .rows(RowMapping.of(Item.class))
                .build();
    }

    private void assertTables(String job, String read, String written) {
        LineageGraph graph = SeenLineage.of(job);
        assertThat(graph.relations()).hasSize(1);
        LineageEdge edge = graph.relations().get(0);
        assertDataset(edge.source(), read, "a");
        assertDataset(edge.sink(), written, "b");
        assertThat(edge.source().boundedness()).isEqualTo(Boundedness.BOUNDED);
    }

    private void assertDataset(LineageVertex vertex, String name, String table) {
        assertThat(vertex.datasets())
                .singleElement()
                .satisfies(
                        dataset -> {
                            assertThat(dataset.namespace()).isEqualTo(namespace);
                            assertThat(dataset.name()).isEqualTo(name);
                            assertThat(dataset.facets().get(TableName.KEY))
                                    .isEqualTo(
                                            new TableName(
                                                    Map.of("database", db.name(), "table", table)));
                        });
    }
}
