// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.BatchConfig;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The table of the sink tests: creates it, makes rows for it, and reads its content. */
public final class Events {

    private final ClickHouseDatabase db;

    Events(ClickHouseDatabase db) {
        this.db = db;
        db.execute("CREATE TABLE events (id Int64, name String) ENGINE = MergeTree ORDER BY id");
        db.execute("SYSTEM STOP MERGES events");
    }

    /** A sink that sends at checkpoints only, unless the test says otherwise. */
    ClickHouseSinkBuilder<RowData> sink() {
        return sinkVia(db.url());
    }

    ClickHouseSinkBuilder<RowData> sinkVia(String url) {
        return ClickHouseSink.<RowData>builder()
                .url(url)
                .username(db.username())
                .password(db.password())
                .table(db.name(), "events")
                .flushInterval(Duration.ofHours(1))
                .maxBytes(BatchConfig.BYTES_LIMIT)
                .rows(RowMapping.rowData());
    }

    /** Stands before the server; its faults are for inserts of sinks. */
    public static FaultProxy proxy(ClickHouseDatabase db) {
        return FaultProxy.to(URI.create(db.url()).getPort()).onlyFor("insert_deduplication_token=");
    }

    static RowData row(long id) {
        return GenericRowData.of(id, StringData.fromString("n" + id));
    }

    static void write(WriterHarness<RowData> task, long from, long to)
            throws IOException, InterruptedException {
        for (long id = from; id < to; id++) {
            task.write(row(id));
        }
    }

    long rows() {
        return Long.parseLong(db.query("SELECT count() FROM events").get(0).get(0));
    }

    long distinctRows() {
        return Long.parseLong(db.query("SELECT uniqExact(id) FROM events").get(0).get(0));
    }

    /** Rows of each insert, in the order of arrival; merges are off. */
    List<Long> blocks() {
        return db
                .query(
                        "SELECT rows FROM system.parts WHERE database = '"
                                + db.name()
                                + "' AND active ORDER BY min_block_number")
                .stream()
                .map(row -> Long.parseLong(row.get(0)))
                .toList();
    }
}
