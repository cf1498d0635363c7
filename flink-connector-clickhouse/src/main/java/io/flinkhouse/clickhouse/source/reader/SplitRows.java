// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.codec.BlockDecoder;
import io.flinkhouse.clickhouse.codec.DecodedBlock;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.source.split.Position;
import io.flinkhouse.clickhouse.source.split.TableSplit;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the rows of one split block by block. A response that breaks off is asked for again: in an
 * ordered split from the last row that was handed over, in another one only before the first row.
 */
final class SplitRows implements Closeable {

    private final ServerReads server;
    private final TableSplit split;
    private final SplitQuery query;
    private final BlockDecoder decoder;
    private Position handedOver;
    private CountedStream response;
    private Supplier<Optional<DecodedBlock>> blocks;
    private Position inResponse;
    private long toSkip;

    SplitRows(ServerReads server, TableSplit split) throws IOException {
        this.server = server;
        this.split = split;
        this.query = new SplitQuery(server.request().scan(), split);
        this.decoder = new BlockDecoder(query.columns(), query.hidden());
        this.handedOver = split.position().orElse(null);
        if (handedOver != null && !isOrdered()) {
            throw new IOException(
                    "Cannot go on reading "
                            + server.request().name()
                            + ": the checkpoint was taken when some of the rows of a split were"
                            + " read, and they have no order by which the others could be found."
                            + " Start the job without the checkpoint; set 'scan.ordered' = 'true'"
                            + " to read a table with a sorting key in its order.");
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
        while (true) {
            Optional<DecodedBlock> block = server.retried(this::attempt);
            if (block.isEmpty()) {
                close();
                return Optional.empty();
            }
            RowBlock rows = unread(block.get());
            if (rows != null) {
                return Optional.of(rows);
            }
        }
    }

    private Optional<DecodedBlock> attempt() throws ClickHouseException {
        try {
            if (response == null) {
                open();
            }
            return blocks.get();
        } catch (UncheckedIOException e) {
            throw failed(e.getCause());
        } catch (CorruptDataException e) {
            throw failed(e);
        }
    }

    private void open() throws ClickHouseException {
        response = new CountedStream(server.open(query.from(handedOver)));
        blocks = decoder.blocks(response);
        inResponse = null;
        toSkip = handedOver == null ? 0 : handedOver.rows();
    }

    private ClickHouseException failed(Exception cause) {
        cut();
        boolean again = isOrdered() || handedOver == null;
        ClickHouseException known = cause instanceof ClickHouseException e ? e : null;
        if (known != null && (again || known.kind() != FailureKind.RETRY)) {
            return known;
        }
        return new ClickHouseException(
                known == null ? ClickHouseException.NO_CODE : known.code(),
                again ? FailureKind.RETRY : FailureKind.FAIL,
                "The response broke off"
                        + (again
                                ? ". "
                                : " after "
                                        + handedOver.rows()
                                        + " rows, and without an order the query cannot go on where"
                                        + " it stopped. ")
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
            if (!RowBlock.key(block, first).equals(handedOver.key())) {
                toSkip = 0;
                break;
            }
            toSkip--;
            first++;
        }
        RowBlock rows =
                new RowBlock(split.id(), block, inResponse, isOrdered(), first, response.take());
        inResponse = rows.end();
        if (first == size) {
            return null;
        }
        handedOver = inResponse;
        return rows;
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
            CountedStream ended = response;
            response = null;
            ended.close();
        }
    }
}
