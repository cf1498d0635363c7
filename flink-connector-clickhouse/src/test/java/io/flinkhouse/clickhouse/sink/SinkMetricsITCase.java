// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.metrics.SinkMetric;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.data.RowData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

import static io.flinkhouse.clickhouse.metrics.SinkMetric.IGNORED_CHANGES;
import static io.flinkhouse.clickhouse.metrics.SinkMetric.REFUSED;
import static io.flinkhouse.clickhouse.metrics.SinkMetric.SPOOLED_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests that a writer shows exactly the metrics that can change with its options. */
@ExtendWith(ClickHouseExtension.class)
@Timeout(120)
class SinkMetricsITCase {

    @TempDir Path spool;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "EXACTLY_ONCE")
    void ofAWriterThatSends(DeliveryGuarantee guarantee, ClickHouseDatabase db) throws Exception {
        ClickHouseSinkBuilder<RowData> sink = new Events(db).sink().deliveryGuarantee(guarantee);

        Set<SinkMetric> fewest =
                EnumSet.complementOf(EnumSet.of(SPOOLED_BYTES, REFUSED, IGNORED_CHANGES));
        assertThat(shown(sink)).isEqualTo(fewest);

        fewest.add(REFUSED);
        assertThat(shown(sink.skipRejectedRows())).isEqualTo(fewest);

        fewest.add(IGNORED_CHANGES);
        assertThat(shown(sink.changelog(ignoringDeletes()))).isEqualTo(fewest);
    }

    @Test
    void ofAWriterThatSealsBlocks(ClickHouseDatabase db) throws Exception {
        ClickHouseSinkBuilder<RowData> sink =
                new Events(db)
                        .sink()
                        .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                        .spoolPath(spool.toUri().toString());
        db.execute("ALTER TABLE events MODIFY SETTING non_replicated_deduplication_window = 1000");

        Set<SinkMetric> fewest =
                EnumSet.of(
                        SinkMetric.ROWS_SENT,
                        SinkMetric.BYTES_SENT,
                        SinkMetric.SEND_ERRORS,
                        SinkMetric.BATCH_ROWS,
                        SinkMetric.BATCH_BYTES,
                        SinkMetric.REJECTED_ROWS,
                        SPOOLED_BYTES);
        assertThat(shown(sink)).isEqualTo(fewest);
        assertThat(shown(sink.skipRejectedRows())).isEqualTo(fewest);

        fewest.add(IGNORED_CHANGES);
        assertThat(shown(sink.changelog(ignoringDeletes()))).isEqualTo(fewest);
    }

    private static ChangelogOptions ignoringDeletes() {
        return ChangelogOptions.upsertBy("id").deletes(DeleteMode.IGNORE);
    }

    private static Set<SinkMetric> shown(ClickHouseSinkBuilder<RowData> sink) throws Exception {
        try (WriterHarness<RowData> task = WriterHarness.open(sink.build())) {
            return Arrays.stream(SinkMetric.values())
                    .filter(task.metrics()::has)
                    .collect(Collectors.toSet());
        }
    }
}
