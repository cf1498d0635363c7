// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.testframe.external.ExternalSystemDataReader;
import org.apache.flink.connector.testframe.external.sink.DataStreamSinkV2ExternalContext;
import org.apache.flink.connector.testframe.external.sink.TestingSinkSettings;

import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A table for one test of Flink's suite: texts go in through the sink and are read by a query. */
final class SuiteContext implements DataStreamSinkV2ExternalContext<String> {

    private static final int ROWS = 200;
    private static final long PAUSE_NANOS = 10_000_000;

    private final ClickHouseDatabase db;
    private final Path directory;
    private final String table = "texts_" + UUID.randomUUID().toString().replace('-', '_');

    SuiteContext(ClickHouseDatabase db, Path directory) {
        this.db = db;
        this.directory = directory;
        db.execute(
                "CREATE TABLE "
                        + table
                        + " (text String, _flink_block UInt64 MATERIALIZED 0) ENGINE = MergeTree"
                        + " ORDER BY text SETTINGS non_replicated_deduplication_window = 1000");
    }

    /** The suite of the baseline gives the semantic by a method that later ones keep deprecated. */
    @Override
    @SuppressWarnings("deprecation")
    public Sink<String> createSink(TestingSinkSettings settings) {
        return ClickHouseSink.<String>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), table)
                .rows(RowMapping.fields(List.of("text"), text -> new Object[] {text}))
                .flushInterval(Duration.ofMillis(50))
                .deliveryGuarantee(
                        DeliveryGuarantee.valueOf(settings.getCheckpointingMode().name()))
                .spoolPath(directory.resolve("spool").toUri().toString())
                .requireCheckpointing(false)
                .build();
    }

    @Override
    public List<String> generateTestData(TestingSinkSettings settings, long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> Long.toString(random.nextLong(), 36)).limit(ROWS).toList();
    }

    @Override
    public ExternalSystemDataReader<String> createSinkDataReader(TestingSinkSettings settings) {
        return new Rows();
    }

    @Override
    public TypeInformation<String> getProducedType() {
        return Types.STRING;
    }

    @Override
    public List<URL> getConnectorJarPaths() {
        return List.of();
    }

    @Override
    public void close() {
        db.execute("DROP TABLE " + table + " SYNC");
    }

    /** Hands out each row once, as a consumer of the table would see it arrive. */
    private final class Rows implements ExternalSystemDataReader<String> {

        private final List<String> seen = new ArrayList<>();

        @Override
        public List<String> poll(Duration timeout) {
            long deadline = System.nanoTime() + timeout.toNanos();
            List<String> arrived = arrived();
            while (arrived.isEmpty() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(PAUSE_NANOS);
                arrived = arrived();
            }
            seen.addAll(arrived);
            return arrived;
        }

        private List<String> arrived() {
            List<String> rows =
                    new ArrayList<>(
                            db.query("SELECT text FROM " + table).stream()
                                    .map(row -> row.get(0))
                                    .toList());
            seen.forEach(rows::remove);
            return rows;
        }

        @Override
        public void close() {
            // the table goes with the context
        }
    }
}
