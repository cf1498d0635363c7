// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteSource;
import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.block.StreamReader;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads blocks of the Native format into rows, which stay valid. One thread uses a decoder.
 *
 * <p>JSON and Dynamic columns are not supported: the query casts them to a type of {@link
 * TypeMapping#readable}.
 */
@Internal
public final class BlockDecoder {

    private final List<ColumnSpec> specs;
    private final int shown;
    private final Column[] columns;
    private final String[] types;

    /**
     * @param columns the columns that the blocks will hold, in this order; the type in the block
     *     decides how the bytes are read
     */
    public BlockDecoder(List<ColumnSpec> columns) {
        this(columns, List.of());
    }

    /**
     * @param columns the columns of the rows, which come first in the blocks
     * @param hidden the columns behind them, which are no part of the rows
     */
    public BlockDecoder(List<ColumnSpec> columns, List<ColumnSpec> hidden) {
        List<ColumnSpec> all = new ArrayList<>(columns);
        all.addAll(hidden);
        this.specs = List.copyOf(all);
        this.shown = columns.size();
        this.columns = new Column[all.size()];
        this.types = new String[all.size()];
    }

    /**
     * Decodes all blocks of the bytes and returns their rows.
     *
     * @throws CorruptDataException if the bytes are not blocks of these columns
     * @throws BadValueException if a Flink type cannot hold a value
     */
    public List<RowData> decode(byte[] blocks) {
        ByteReader in = new ByteReader(blocks);
        List<RowData> rows = new ArrayList<>();
        while (!in.atEnd()) {
            rows.addAll(readBlock(in).rows());
        }
        return rows;
    }

    /**
     * Returns a supplier of the rows of the next block, which may be none; empty at the end of the
     * stream. It throws as {@link #decode} does, and {@link java.io.UncheckedIOException} if the
     * stream fails.
     */
    public Supplier<Optional<List<RowData>>> decode(InputStream blocks) {
        Supplier<Optional<DecodedBlock>> decoded = blocks(ByteSource.of(blocks));
        return () -> decoded.get().map(DecodedBlock::rows);
    }

    /** Returns a supplier of the blocks of the source, which behaves as {@link #decode} does. */
    public Supplier<Optional<DecodedBlock>> blocks(ByteSource blocks) {
        ByteReader in = new StreamReader(blocks);
        return () -> in.atEnd() ? Optional.empty() : Optional.of(readBlock(in));
    }

    private DecodedBlock readBlock(ByteReader in) {
        long start = in.consumed();
        long columns = in.varint();
        if (columns != specs.size()) {
            throw in.corrupt(columns + " columns where " + specs.size() + " belong");
        }
        int count = in.size(in.varint(), 1);
        Vector[] vectors = new Vector[specs.size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = readColumn(in, i, count);
        }
        int rows = vectors.length == 0 ? 0 : count;
        return new DecodedBlock(
                new BlockRows(Arrays.copyOf(vectors, shown), rows),
                new BlockRows(Arrays.copyOfRange(vectors, shown, vectors.length), rows),
                in.consumed() - start);
    }

    private Vector readColumn(ByteReader in, int index, int rows) {
        ColumnSpec spec = specs.get(index);
        String name = in.text();
        if (!name.equals(spec.name())) {
            throw in.corrupt("column '" + name + "' where '" + spec.name() + "' belongs");
        }
        Column column = column(in, index);
        if (rows == 0) {
            return new ObjectVector(new Object[0]);
        }
        try {
            column.readPrefix(in);
            return column.read(in, rows);
        } catch (UnfitValueException e) {
            throw new BadValueException(
                    "Cannot read column '"
                            + name
                            + "' "
                            + spec.type()
                            + " as "
                            + spec.flinkType().asSummaryString()
                            + ", which cannot hold "
                            + e.getMessage()
                            + ". Declare the Flink column with a wider type.");
        }
    }

    /** Returns the column of the type that the block names, which is that of the last block. */
    private Column column(ByteReader in, int index) {
        ColumnSpec spec = specs.get(index);
        String sent = in.text();
        if (sent.equals(types[index])) {
            return columns[index];
        }
        try {
            ClickHouseType type = TypeParser.parse(sent);
            if (!TypeMapping.readable(type).equals(type)) {
                throw in.corrupt("column type " + sent + " is read as text; CAST it in the query");
            }
            columns[index] = Columns.reading(type, spec);
            types[index] = sent;
            return columns[index];
        } catch (IllegalArgumentException e) {
            throw in.corrupt("column '" + spec.name() + "': " + e.getMessage());
        }
    }
}
