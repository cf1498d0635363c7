// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.BlockBuilder;
import io.flinkhouse.clickhouse.block.ByteWriter;
import io.flinkhouse.clickhouse.block.ChunkPool;
import io.flinkhouse.clickhouse.block.Chunks;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.codec.lz4.CompressionChoice;
import io.flinkhouse.clickhouse.codec.lz4.FrameWriter;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeStructure;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fills the columns of a block straight from rows and seals it. Not thread-safe.
 *
 * <p>Full buffers are compressed while the block grows, so the uncompressed rows are never in
 * memory all at once.
 */
@Internal
public final class NativeBlockBuilder implements BlockBuilder {

    /** A stream of at least this size is compressed. */
    private static final int FULL = 256 << 10;

    /** The empty buffers of all columns together are kept up to this size. */
    private static final long MAX_KEPT = 32 << 20;

    private final List<ColumnSpec> specs;
    private final List<String> sentTypes = new ArrayList<>();
    private final List<String> structures = new ArrayList<>();
    private final Column[] columns;
    private final List<List<ByteWriter>> columnStreams = new ArrayList<>();
    private final ByteWriter[] streams;
    private final Dictionary[] dictionaries;
    private final Chunks[] drained;
    private final CompressionChoice[] choices;
    private final CompressionChoice joinedChoice = new CompressionChoice();
    private final ChunkPool pool = new ChunkPool();
    private final FrameWriter frames = new FrameWriter();
    private final ByteWriter joined = new ByteWriter();
    private final Cell cell = new Cell();
    private int rows;
    private long drainedBytes;
    private long bytes;

    public NativeBlockBuilder(List<ColumnSpec> columns) {
        this.specs = List.copyOf(columns);
        this.columns = new Column[columns.size()];
        List<ByteWriter> all = new ArrayList<>();
        List<Dictionary> numbered = new ArrayList<>();
        for (int i = 0; i < this.columns.length; i++) {
            ColumnSpec spec = columns.get(i);
            this.columns[i] = Columns.writing(spec);
            ClickHouseType sent = WireType.ofColumn(spec.type(), spec.flinkType());
            sentTypes.add(sent.toString());
            structures.add(TypeStructure.of(sent).toString());
            List<ByteWriter> own = new ArrayList<>();
            this.columns[i].streams(own::add);
            columnStreams.add(own);
            all.addAll(own);
            this.columns[i].dictionaries(numbered::add);
        }
        this.dictionaries = numbered.toArray(Dictionary[]::new);
        this.streams = all.toArray(ByteWriter[]::new);
        this.drained = new Chunks[streams.length];
        this.choices = new CompressionChoice[streams.length];
        for (int i = 0; i < drained.length; i++) {
            choices[i] = new CompressionChoice();
            drained[i] = new Chunks(pool);
        }
    }

    /**
     * Appends the row and keeps no reference to it.
     *
     * @throws BadValueException if a column cannot hold its value; the block is as it was before
     */
    @Override
    public void append(RowData row) {
        int column = 0;
        cell.of(row);
        try {
            for (; column < columns.length; column++) {
                cell.index(column);
                columns[column].append(cell);
            }
        } catch (RuntimeException | Error e) {
            throw undone(column, e);
        } finally {
            cell.release();
        }
        complete();
    }

    /**
     * Appends the row as {@link #append} does, but writes the column's default for each null; the
     * default of a nullable column is NULL.
     */
    @Override
    public void appendOrDefault(RowData row) {
        fill(row, true);
        complete();
    }

    /**
     * Checks that {@link #append} would succeed; never changes the block.
     *
     * @throws BadValueException if a column cannot hold its value
     */
    public void check(RowData row) {
        fill(row, false);
        rollback();
        if (rows == 0) {
            trim();
        }
    }

    private void fill(RowData row, boolean defaultForNull) {
        int column = 0;
        cell.of(row);
        try {
            for (; column < columns.length; column++) {
                cell.index(column);
                if (defaultForNull && cell.isNull()) {
                    columns[column].appendDefault();
                } else {
                    columns[column].append(cell);
                }
            }
        } catch (RuntimeException | Error e) {
            throw undone(column, e);
        } finally {
            cell.release();
        }
    }

    /** Returns the number of rows in the block. */
    @Override
    public int rows() {
        return rows;
    }

    /** Returns the number of bytes in the block, before compression. */
    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public List<SealedColumn> columns() {
        return IntStream.range(0, columns.length)
                .mapToObj(i -> new SealedColumn(specs.get(i).name(), structures.get(i)))
                .toList();
    }

    /** Exactly one block with all rows; the encoder is empty afterwards. */
    @Override
    public EncodedBlock seal() {
        Chunks out = new Chunks(pool);
        header(columns.length);
        for (int i = 0, stream = 0; i < columns.length; i++) {
            stream = sealColumn(i, stream, out);
        }
        return sealed(out);
    }

    /**
     * Returns one block with all rows and one more {@code UInt64} column that holds the id in every
     * row.
     */
    @Override
    public EncodedBlock seal(String idColumn, long id) {
        Chunks out = new Chunks(pool);
        header(columns.length + 1);
        for (int i = 0, stream = 0; i < columns.length; i++) {
            stream = sealColumn(i, stream, out);
        }
        joined.text(idColumn);
        joined.text("UInt64");
        for (int i = 0; i < rows; i++) {
            joined.int64(id);
            if (joined.size() >= FULL) {
                flush(out);
            }
        }
        bytes += (long) rows * Long.BYTES;
        return sealed(out);
    }

    private void complete() {
        rows++;
        long size = drainedBytes;
        for (int i = 0; i < streams.length; i++) {
            ByteWriter stream = streams[i];
            size += stream.size();
            if (stream.size() >= FULL && stream.sent()) {
                drain(i);
            }
            stream.mark();
        }
        for (Dictionary dictionary : dictionaries) {
            size += dictionary.bytes();
            dictionary.mark();
        }
        bytes = size;
    }

    private void drain(int stream) {
        ByteWriter full = streams[stream];
        frames.write(full.array(), 0, full.size(), choices[stream], drained[stream]);
        drainedBytes += full.size();
        full.clear();
    }

    /** Rolls back the row that failed at a column. */
    private RuntimeException undone(int column, Throwable failure) {
        rollback();
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof UnfitValueException unfit
                ? new BadValueException(message(specs.get(column), unfit))
                : (RuntimeException) failure;
    }

    private void rollback() {
        for (ByteWriter stream : streams) {
            stream.rollback();
        }
        for (Dictionary dictionary : dictionaries) {
            dictionary.rollback();
        }
    }

    /** Gives up the empty buffers if giant values in many columns have made them large together. */
    private void trim() {
        long kept = 0;
        for (ByteWriter stream : streams) {
            kept += stream.capacity();
        }
        if (kept > MAX_KEPT) {
            for (ByteWriter stream : streams) {
                stream.trim();
            }
        }
    }

    private String message(ColumnSpec spec, UnfitValueException cause) {
        return "Column '"
                + spec.name()
                + "' "
                + spec.type()
                + " cannot hold "
                + cause.getMessage()
                + " (Flink type "
                + spec.flinkType().asSummaryString()
                + ", row "
                + (rows + 1)
                + " of the batch). Change the column or the query, or set 'sink.error-mode' to"
                + " 'skip' or 'dead-letter' to continue without such rows.";
    }

    private void header(int columnCount) {
        joined.clear();
        joined.varint(columnCount);
        joined.varint(rows);
    }

    private int sealColumn(int index, int firstStream, Chunks out) {
        Column column = columns[index];
        joined.text(specs.get(index).name());
        joined.text(sentTypes.get(index));
        column.writePrefix(joined);
        column.finish();
        int stream = firstStream;
        for (ByteWriter part : columnStreams.get(index)) {
            if (part.sent()) {
                join(part, drained[stream], out);
            }
            part.reset();
            stream++;
        }
        column.reset();
        return stream;
    }

    /** Joins the chunks that were compressed early with the rest of the stream. */
    private void join(ByteWriter rest, Chunks early, Chunks out) {
        if (early.length() > 0) {
            flush(out);
            out.take(early);
        }
        if (rest.size() >= FULL) {
            flush(out);
            frames.write(rest.array(), 0, rest.size(), joinedChoice, out);
            return;
        }
        joined.bytes(rest);
        if (joined.size() >= FULL) {
            flush(out);
        }
    }

    private void flush(Chunks out) {
        frames.write(joined.array(), 0, joined.size(), joinedChoice, out);
        joined.clear();
    }

    private EncodedBlock sealed(Chunks out) {
        flush(out);
        EncodedBlock block = EncodedBlock.ofRows(rows, bytes, out);
        rows = 0;
        bytes = 0;
        drainedBytes = 0;
        trim();
        return block;
    }
}
