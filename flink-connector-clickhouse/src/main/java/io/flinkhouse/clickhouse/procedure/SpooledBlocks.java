// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.exactlyonce.commit.LeftBlocks;
import io.flinkhouse.clickhouse.exactlyonce.commit.LeftBlocks.LeftBlock;

import org.apache.flink.core.fs.Path;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.types.Row;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds the blocks of a spool, and shows them as rows of a result. */
final class SpooledBlocks {

    /** The type of the rows. */
    static final String TYPE =
            "ROW<block STRING, table_name STRING, row_count BIGINT, byte_count BIGINT, sealed_at"
                    + " TIMESTAMP_LTZ(3), state STRING>";

    private SpooledBlocks() {}

    /** Lists the spool; one that does not exist is a wrong argument. */
    static LeftBlocks in(ExactlyOnceConfig config) throws IOException {
        try {
            Path spool = new Path(config.spoolPath());
            if (spool.getFileSystem().exists(spool)) {
                return LeftBlocks.in(config);
            }
        } catch (IllegalArgumentException e) {
            throw new ValidationException(
                    "'spool' is no path: " + e.getMessage() + ". " + advice());
        }
        throw new ValidationException(
                "There is no directory '" + config.spoolPath() + "'. " + advice());
    }

    private static String advice() {
        return "Give as 'spool' the value of 'sink.exactly-once.spool-path', or the directory"
                + " clickhouse-blocks below 'execution.checkpointing.dir'.";
    }

    static Row[] rows(LeftBlocks found, List<LeftBlock> blocks) {
        List<Row> rows = new ArrayList<>();
        blocks.forEach(block -> rows.add(row(block)));
        found.unreadable()
                .forEach(file -> rows.add(Row.of(file, null, null, null, null, "left out")));
        return rows.toArray(Row[]::new);
    }

    private static Row row(LeftBlock left) {
        return Row.of(
                left.id(),
                left.table().toString(),
                left.rows(),
                left.bytes(),
                left.sealedAt(),
                left.state().toString());
    }
}
