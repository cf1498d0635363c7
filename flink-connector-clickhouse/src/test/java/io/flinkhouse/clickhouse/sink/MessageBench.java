// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.block.BlockBuilder;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.passthrough.MessageBlockBuilder.Form;
import io.flinkhouse.clickhouse.passthrough.MessageFormat;
import io.flinkhouse.clickhouse.rejection.BisectingHandler;
import io.flinkhouse.clickhouse.sink.MessageSamples.Samples;
import io.flinkhouse.clickhouse.sink.write.BatchSender;
import io.flinkhouse.clickhouse.sink.write.SealedBatch;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.table.data.GenericRowData;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Sends messages in one insert into the table t, as a writer does that skips what is rejected. */
final class MessageBench implements AutoCloseable {

    static final List<String> REJECTED = List.of("rejected");

    private static final RetryConfig RETRY =
            new RetryConfig(Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(200));

    private final ClickHouseDatabase db;
    private final PassThroughInsert content;
    private final BatchSender sender;

    MessageBench(ClickHouseDatabase db, Samples samples) throws Exception {
        this.db = db;
        this.content =
                new PassThroughInsert(
                        MessageFormat.of(samples.format()).with(samples.settings()), Form.BYTES);
        TablePath table = new TablePath(db.name(), "t");
        ClickHouseClient client =
                new ClickHouseClient(db.connection().withSettings(samples.settings()), 1);
        this.sender =
                new BatchSender(
                        client,
                        table,
                        content.statement(table, List.of()),
                        InsertSettings.of(client, InsertProfile.STREAMING),
                        BisectingHandler.skipping(RETRY),
                        RETRY);
    }

    @Override
    public void close() {
        sender.close();
    }

    /** The rows of one message, or that it was rejected. */
    List<String> end(byte[] message) throws Exception {
        BlockBuilder block = content.open(List.of());
        return append(block, message) && send(block) == 0 ? stored() : REJECTED;
    }

    List<String> rows(byte[]... messages) throws Exception {
        BlockBuilder block = content.open(List.of());
        for (byte[] message : messages) {
            append(block, message);
        }
        send(block);
        return stored();
    }

    private boolean append(BlockBuilder block, byte[] message) {
        try {
            block.append(GenericRowData.of((Object) message));
            return true;
        } catch (BadValueException e) {
            return false;
        }
    }

    private int send(BlockBuilder block) throws IOException, InterruptedException {
        if (block.rows() == 0) {
            return 0;
        }
        return sender.send(SealedBatch.of(List.of(), block.seal()), () -> {});
    }

    private List<String> stored() {
        List<String> rows = db.query("SELECT * FROM t").stream().map(List::toString).toList();
        db.execute("TRUNCATE TABLE t");
        return rows;
    }
}
