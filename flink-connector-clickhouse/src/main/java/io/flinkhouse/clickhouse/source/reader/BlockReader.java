// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.ResponseStream;
import io.flinkhouse.clickhouse.codec.BlockDecoder;
import io.flinkhouse.clickhouse.codec.DecodedBlock;
import io.flinkhouse.clickhouse.config.ReadBuffer;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the rows of one query, a block at a time.
 *
 * <p>It ends only behind the last row of a complete response. All else is a {@link
 * ClickHouseException} whose kind says whether the query may be sent again: an error of the server
 * behind the first rows, a response that broke off, a full response buffer.
 */
@Internal
public final class BlockReader implements Closeable {

    /** The maximum bytes that are searched for the server's error behind a damaged block. */
    private static final long MAX_REST = 64L << 20;

    private final ResponseStream response;
    private final Supplier<Optional<DecodedBlock>> blocks;
    private long rows;

    BlockReader(ResponseStream response, BlockDecoder decoder) {
        this.response = response;
        this.blocks = decoder.blocks(response);
    }

    /**
     * Sends a query. It returns when the response begins, and the rest is taken off the network
     * while the rows are read.
     *
     * @param columns the columns of the result, in its order
     * @param settings server settings of this query
     * @param limits the memory and disk for what is not read yet
     */
    public static BlockReader open(
            ClickHouseClient client,
            String query,
            List<ColumnSpec> columns,
            Map<String, String> settings,
            ReadBuffer limits)
            throws ClickHouseException {
        return new BlockReader(client.read(query, settings, limits), new BlockDecoder(columns));
    }

    /**
     * Returns the rows of the next block, which may be none; empty at the end. The rows stay valid
     * after the next call and after {@link #close}.
     *
     * @throws BadValueException if a Flink type cannot hold a value
     */
    public Optional<List<RowData>> next() throws ClickHouseException {
        return block().map(DecodedBlock::rows);
    }

    /** Returns the next block as {@link #next} does, with the columns that are not in its rows. */
    Optional<DecodedBlock> block() throws ClickHouseException {
        try {
            Optional<DecodedBlock> block = blocks.get();
            rows += block.map(decoded -> decoded.rows().size()).orElse(0);
            return block;
        } catch (UncheckedIOException e) {
            throw asClickHouse(e.getCause());
        } catch (CorruptDataException e) {
            throw damaged(e);
        }
    }

    /** Returns the number of rows of the blocks so far. */
    public long rows() {
        return rows;
    }

    /** Ends the query on the server, if it still runs, and removes what waits in the buffer. */
    @Override
    public void close() throws IOException {
        response.close();
    }

    /** Returns the failure that damaged the block, if it shows behind it. */
    private ClickHouseException damaged(CorruptDataException block) {
        try {
            response.skip(MAX_REST);
        } catch (IOException e) {
            ClickHouseException failure = asClickHouse(e);
            failure.addSuppressed(block);
            return failure;
        }
        return new ClickHouseException(
                ClickHouseException.NO_CODE,
                FailureKind.FAIL,
                "The response of ClickHouse is not as expected behind row "
                        + rows
                        + ": "
                        + block.getMessage()
                        + ". If the table was altered, run the statement again.",
                block);
    }

    private static ClickHouseException asClickHouse(IOException e) {
        return e instanceof ClickHouseException known
                ? known
                : new ClickHouseException(
                        ClickHouseException.NO_CODE, FailureKind.RETRY, e.getMessage(), e);
    }
}
