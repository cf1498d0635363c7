// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.logical.RowType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ClickHouseExtension.class)
class SinkPlanningITCase {

    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, name Nullable(String), source LowCardinality(String)"
                        + " DEFAULT 'flink', size UInt64 MATERIALIZED length(ifNull(name, '')), tags"
                        + " Array(String)) ENGINE = MergeTree ORDER BY id");
    }

    @Test
    void columnsThatFlinkDoesNotKnowGetTheirDefaults() throws Exception {
        TableEnvironment env = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        env.executeSql(table().ddl("sink"));
        env.executeSql("INSERT INTO sink VALUES (1, 'a'), (2, CAST(NULL AS STRING))").await();

        assertThat(db.query("SELECT id, ifNull(name, '-'), source, size, tags FROM t ORDER BY id"))
                .containsExactly(
                        List.of("1", "a", "flink", "1", "[]"),
                        List.of("2", "-", "flink", "0", "[]"));
    }

    @Test
    void columnsAreMatchedByNameAndNotByPosition() throws Exception {
        TableEnvironment env = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        env.executeSql(SqlTable.of(db, "source STRING NOT NULL, id BIGINT NOT NULL").ddl("sink"));
        env.executeSql("INSERT INTO sink VALUES ('x', 7)").await();

        assertThat(db.query("SELECT id, source FROM t")).containsExactly(List.of("7", "x"));
    }

    @Test
    void plansWithoutAServerWhenTold() {
        SqlTable unreachable =
                table().with("url", "http://127.0.0.1:1").with("sink.validate", "false");
        assertThat(unreachable.explain()).contains("sink");
    }

    @Test
    void theParallelismOfTheSinkIsHonoured() {
        TableEnvironment env = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        env.executeSql(table().with("sink.parallelism", "3").ddl("sink"));
        env.executeSql(
                "CREATE TABLE source (id BIGINT NOT NULL, name STRING) WITH"
                        + " ('connector' = 'datagen')");
        String plan =
                env.explainSql(
                        "INSERT INTO sink SELECT * FROM source", ExplainDetail.JSON_EXECUTION_PLAN);
        assertThat(plan.replaceAll("\\s+", ""))
                .containsPattern("\"type\":\"sink[^}]*\"parallelism\":3");
    }

    @Test
    void aDatabaseInTheAddressWillDo() {
        SqlTable table =
                table().without("database-name")
                        .with(
                                "url",
                                "jdbc:" + db.url().replace("http", "clickhouse") + "/" + db.name());
        assertThat(table.explain()).contains("sink");
    }

    @Test
    void theSinkDescribesItselfWithoutSecrets() {
        TableOptions options =
                new TableOptions(
                        Map.of(
                                "url", "https://ch:8443",
                                "table-name", "t",
                                "password", "se-cret",
                                "client.access_token", "to-ken",
                                "settings.max_threads", "3"));
        TableSinkConfig settings =
                new TableSinkConfig(
                        options.table(),
                        options.connection(),
                        options.write(),
                        options.exactlyOnce(new Configuration()),
                        options.changelog(List.of()),
                        options.changelogInput(),
                        options.errors(),
                        RowType.of(),
                        options.parallelism());
        ClickHouseTableSink sink =
                new ClickHouseTableSink(
                        new RowLevelTable(
                                ObjectIdentifier.of("c", "d", "t"),
                                ResolvedSchema.of(),
                                settings,
                                Optional.empty(),
                                false),
                        Map.of(),
                        AcceptedChanges.unchecked(settings),
                        DeliveryDescription.unchecked(settings));
        assertThat(sink.asSummaryString())
                .isEqualTo("ClickHouse table `default`.`t` at [https://ch:8443], at-least-once");
    }

    @Test
    void anExactlyOnceTableIsRefusedWithTheStatementThatAllowsIt() {
        SqlTable exactlyOnce =
                table().with("sink.semantic", "exactly-once")
                        .with("sink.exactly-once.spool-path", "file:///unused");
        assertThatThrownBy(exactlyOnce::explain)
                .hasRootCauseInstanceOf(ValidationException.class)
                .rootCause()
                .hasMessageContaining("has no deduplication window")
                .hasMessageContaining("MODIFY SETTING non_replicated_deduplication_window = 10000");
    }

    @Test
    void exactlyOnceWithoutAPlaceForBlocksIsRefused() {
        assertThatThrownBy(table().with("sink.semantic", "exactly-once")::explain)
                .rootCause()
                .hasMessageContaining("'execution.checkpointing.dir'")
                .hasMessageContaining("'sink.exactly-once.spool-path'");
    }

    @Test
    void exactlyOnceWithoutCheckpointsIsRefused() {
        db.execute("ALTER TABLE t MODIFY SETTING non_replicated_deduplication_window = 100");
        assertThatThrownBy(
                        table().with("sink.semantic", "exactly-once")
                                        .with("sink.exactly-once.spool-path", "file:///unused")
                                ::explain)
                .hasStackTraceContaining("needs checkpoints")
                .hasStackTraceContaining("'execution.checkpointing.interval'");
    }

    @Test
    void noMessageShowsASecret() {
        assertThatThrownBy(
                        () ->
                                table().with("password", "se-cret")
                                        .with("client.access_token", "to-ken")
                                        .with("client.key_store_password", "st-ore")
                                        .explain())
                .satisfies(
                        e -> {
                            for (Throwable t = e; t != null; t = t.getCause()) {
                                assertThat(t.toString())
                                        .doesNotContain("se-cret")
                                        .doesNotContain("to-ken")
                                        .doesNotContain("st-ore");
                            }
                        });
    }

    private SqlTable table() {
        return SqlTable.of(db, "id BIGINT NOT NULL, name STRING");
    }
}
