// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that splits have the size that is asked for, and read only their part of the table. */
@ExtendWith(ClickHouseExtension.class)
class IndexUseITCase {

    private static final Pattern GRANULES = Pattern.compile("Granules: (\\d+)/(\\d+)");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id | ",
                "(a, b, id) | ",
                "(toStartOfDay(ts), id) | ",
                "(f, id) | ",
                "(n, id) | allow_nullable_key = 1,",
                "(a DESC, id) | allow_experimental_reverse_key = 1,",
                "id | enable_block_number_column = 1,"
            })
    void splitsReadTheirGranulesOnly(String key, String settings, ClickHouseDatabase db) {
        db.execute(
                "CREATE TABLE t (id UInt64, a LowCardinality(String), b UInt8, ts DateTime('Europe/Berlin'),"
                        + " f Float64, n Nullable(Int32)) ENGINE = MergeTree ORDER BY "
                        + key
                        + " SETTINGS "
                        + (settings == null ? "" : settings)
                        + " index_granularity = 256, min_bytes_for_wide_part = 0");
        for (int part = 0; part < 2; part++) {
            db.execute(
                    "INSERT INTO t SELECT number * 2 + %d AS i, toString(i %% 11), i %% 7, 1729900000 + i * 10, if(i %% 1000 = 0, nan, i / 3), if(i %% 10 = 0, NULL, i) FROM numbers(100000)"
                            .formatted(part));
        }
        long bytes =
                number(
                        db,
                        "SELECT total_bytes FROM system.tables WHERE name = 't' AND database = currentDatabase()");
        ReadConfig config =
                new ReadConfig(bytes / 10, 16_384, 32L << 20, 4L << 30, ScanOrder.AUTO, null);
        PlannedScan planned = PlannedScan.of(db, "t", PlannedScan.all("t", false), config);
        List<String> ranges =
                planned.conditions().stream().filter(c -> !c.startsWith("isNaN")).toList();
        assertThat(ranges).hasSizeBetween(10, 11);
        long sum = 0;
        String explained = "";
        for (String condition : ranges) {
            explained = explain(planned, condition);
            long granules = granules(explained, 1);
            assertThat(granules).as(explained).isLessThan(granules(explained, 2) / 5);
            sum += granules;
            long rows = number(db, "SELECT count() FROM (" + planned.select(condition) + ")");
            assertThat(rows).as(condition).isBetween(10_000L, 30_000L);
        }
        System.out.printf(
                "ORDER BY %s: %d splits read %d granules of %d; the last one:%n%s",
                key, ranges.size(), sum, granules(explained, 2), explained);
        assertThat(sum).isLessThan(940L);
        assertThat(planned.ofSplits()).isEqualTo(planned.ofWhole());
    }

    private static String explain(PlannedScan planned, String condition) {
        StringBuilder text = new StringBuilder();
        planned.db()
                .query("EXPLAIN indexes = 1 " + planned.select(condition))
                .forEach(line -> text.append(line.get(0)).append('\n'));
        return text.toString();
    }

    private static long granules(String explained, int group) {
        Matcher matcher = GRANULES.matcher(explained);
        long last = 0;
        while (matcher.find()) {
            last = Long.parseLong(matcher.group(group));
        }
        return last;
    }

    private static long number(ClickHouseDatabase db, String sql) {
        return Long.parseLong(db.query(sql).get(0).get(0));
    }
}
