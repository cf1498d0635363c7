// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.examples;

import io.flinkhouse.clickhouse.mapping.RecordMapping;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.sink.ClickHouseSink;
import io.flinkhouse.clickhouse.source.ClickHouseSource;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SeenLogs;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that jobs log the lines that docs/observability.md shows. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(60)
class HealthyStartITCase {

    private static final Pattern LOG = Pattern.compile("```log\n(.*?)```", Pattern.DOTALL);

    /** A row of the table. */
    public record Click(long id) {}

    @TempDir Path spool;

    @Test
    void theLinesOfThePageAreLogged(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE clicks (id Int64, _flink_block UInt64 MATERIALIZED 0, INDEX f"
                        + " _flink_block TYPE minmax) ENGINE = MergeTree ORDER BY id"
                        + " SETTINGS non_replicated_deduplication_window = 100");
        db.execute("INSERT INTO clicks VALUES (1)");
        try (SeenLogs logs = SeenLogs.start()) {
            for (DeliveryGuarantee guarantee : DeliveryGuarantee.values()) {
                copy(db, guarantee);
            }
            List<String> lines =
                    LOG.matcher(Files.readString(Path.of("..", "docs", "observability.md")))
                            .results()
                            .flatMap(block -> block.group(1).lines())
                            .map(line -> line.replace("`web`", "`" + db.name() + "`"))
                            .toList();
            assertThat(lines).hasSize(5);
            assertThat(logs.text()).contains(lines);
        }
    }

    private void copy(ClickHouseDatabase db, DeliveryGuarantee guarantee) throws Exception {
        Configuration job = MiniFlink.configuration();
        job.setString("execution.checkpointing.interval", "100 ms");
        job.setString("parallelism.default", "1");
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(job);
        ClickHouseSource<Click> source =
                ClickHouseSource.<Click>builder()
                        .url(db.url())
                        .username(db.username())
                        .password(db.password())
                        .table(db.name(), "clicks")
                        .records(RecordMapping.of(Click.class))
                        .build();
        ClickHouseSink<Click> sink =
                ClickHouseSink.<Click>builder()
                        .url(db.url())
                        .username(db.username())
                        .password(db.password())
                        .table(db.name(), "clicks")
                        .deliveryGuarantee(guarantee)
                        .spoolPath(spool.toUri().toString())
                        .rows(RowMapping.of(Click.class))
                        .build();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "clicks").sinkTo(sink);
        env.execute();
    }
}
