// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.codec.BlockDecoder;
import io.flinkhouse.clickhouse.codec.DecodedBlock;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.source.split.SplitPosition;
import io.flinkhouse.clickhouse.source.split.TableSplit;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads the rows of one split block by block. A response that breaks off is asked for again: in an
 * ordered split from the last row that was handed over, in another one only before the first row.
 *
 * <p>A block without order waits for the next one, or for the end of the response, so that the last
 * block is known as such: nothing can go on behind its last row, and nothing has to.
 */
final class SplitRows implements Closeable {

    private final ServerReads server;
    private final TableSplit split;
    private final SplitQuery query;
    private final BlockDecoder decoder;
    private SplitPosition handedOver;
    private BlockReader response;
    private SplitPosition inResponse;
    private RowBlock ahead;
    private long toSkip;

    SplitRows(ServerReads server, TableSplit split) throws IOException {
        this.server = server;
        this.split = split;
        this.query = new SplitQuery(server.request().scan(), split);
        this.decoder = query.decoder();
        this.handedOver = split.position().orElse(null);
        if (handedOver != null && !isOrdered()) {
            throw server.failure(
                    "The checkpoint was taken when some rows of a split were read, and these have"
                            + " no order by which the others could be found. Start the job without"
                            + " the checkpoint; 'scan.ordered' = 'true' reads a table with a sorting"
                            + " key in its order, so that each checkpoint can be restored.",
                    null);
        }
    }

    String id() {
        return split.id();
    }

    private boolean isOrdered() {
        return !split.order().isEmpty();
    }

    /** Returns the next block with rows; empty at the end of the split. */
    Optional<RowBlock> next() throws IOException {
        Optional<RowBlock> rows = server.retried(this::attempt);
        if (rows.isPresent()) {
            handedOver = isOrdered() ? inResponse : rows.get().end();
        } else {
            close();
        }
        return rows;
    }

    private Optional<RowBlock> attempt() throws ClickHouseException {
        try {
            if (response == null) {
                open();
            }
            return Optional.ofNullable(isOrdered() ? read() : held());
        } catch (ClickHouseException e) {
            cut();
            throw e.kind() == FailureKind.RETRY && !canGoOn() ? lost(e) : e;
        }
    }

    /** Returns the next block of the response with unread rows; null at its end. */
    private RowBlock read() throws ClickHouseException {
        RowBlock rows = null;
        Optional<DecodedBlock> block = response.block();
        while (block.isPresent() && (rows = unread(block.get())) == null) {
            block = response.block();
        }
        return rows;
    }

    /** Returns the block that was read before the next one; null behind the last block. */
    private RowBlock held() throws ClickHouseException {
        RowBlock rows = ahead == null ? read() : ahead;
        ahead = rows == null ? null : read();
        if (rows != null && ahead == null) {
            rows.endSplit();
        }
        return rows;
    }

    private boolean canGoOn() {
        return isOrdered() || handedOver == null;
    }

    private void open() throws ClickHouseException {
        response =
                new BlockReader(
                        server.open(parts -> query.from(handedOver, parts), split), decoder);
        inResponse = null;
        ahead = null;
        toSkip = handedOver == null ? 0 : handedOver.rows();
    }

    private ClickHouseException lost(ClickHouseException cause) {
        return new ClickHouseException(
                cause.code(),
                FailureKind.FAIL,
                "The response broke off after "
                        + handedOver.rows()
                        + " rows of a split, and without an order the query cannot go on where it"
                        + " stopped. "
                        + cause.getMessage(),
                cause);
    }

    /** Returns the rows of a block that were not handed over yet; null if there are none. */
    private RowBlock unread(DecodedBlock block) {
        int size = block.rows().size();
        if (size == 0) {
            return null;
        }
        int first = 0;
        while (toSkip > 0 && first < size) {
            if (!RowBlock.key(block, split.order(), first).equals(handedOver.key())) {
                toSkip = 0;
                break;
            }
            toSkip--;
            first++;
        }
        RowBlock rows = new RowBlock(split.id(), block, inResponse, split.order(), first);
        inResponse = rows.end();
        return first == size ? null : rows;
    }

    private void cut() {
        try {
            close();
        } catch (IOException e) {
            response = null; // the connection is gone
        }
    }

    @Override
    public void close() throws IOException {
        if (response != null) {
            BlockReader ended = response;
            response = null;
            ended.close();
        }
    }
}
