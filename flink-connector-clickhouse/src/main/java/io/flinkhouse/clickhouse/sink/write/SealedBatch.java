// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.changelog.KeyedStatement;
import io.flinkhouse.clickhouse.rejection.RefusedBlock;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * An immutable batch with the token by which the server recognises it.
 *
 * @param before the keyed statements that run before the INSERT, in this order
 * @param id the block id, which always belongs to these bytes and is their deduplication token
 */
@Internal
public record SealedBatch(List<KeyedStatement> before, BlockId id, EncodedBlock block) {

    public static SealedBatch of(List<KeyedStatement> before, EncodedBlock block) {
        return new SealedBatch(before, BlockId.next(System.currentTimeMillis()), block);
    }

    /** Returns the block for {@link RefusedBlock} handling. */
    RefusedBlock refused(TablePath table, String statement) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream((int) block.length());
        try {
            block.writeTo(frames);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory to memory
        }
        return new RefusedBlock(
                table,
                statement,
                id.toString(),
                id.millis(),
                block.rows(),
                new RefusedBlock.BlockBytes(
                        block.kind(), frames.toByteArray(), block.boundaries()));
    }
}
