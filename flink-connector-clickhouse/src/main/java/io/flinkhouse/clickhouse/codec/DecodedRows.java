// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The decoded rows of a sealed block. The block contains its column names and types, so its rows
 * can be decoded, and encoded again with the same bytes.
 */
@Internal
public final class DecodedRows {

    private final List<ColumnSpec> columns;
    private final List<RowData> rows;
    private final NativeBlockBuilder encoder;

    private DecodedRows(List<ColumnSpec> columns, List<RowData> rows) {
        this.columns = columns;
        this.rows = rows;
        this.encoder = new NativeBlockBuilder(columns);
    }

    /**
     * Decodes a block that a {@link NativeBlockBuilder} sealed.
     *
     * @throws CorruptDataException if the frames hold no block of rows
     * @throws BadValueException if no Flink type holds a value
     */
    public static DecodedRows read(byte[] frames) {
        ByteReader in = new ByteReader(FrameReader.decompress(frames));
        int width = in.size(in.varint(), 1);
        int count = in.size(in.varint(), 1);
        List<ColumnSpec> columns = new ArrayList<>();
        Vector[] vectors = new Vector[width];
        for (int i = 0; i < width; i++) {
            ColumnSpec spec = spec(in.text(), in.text());
            columns.add(spec);
            vectors[i] = values(in, spec, count);
        }
        if (!in.atEnd()) {
            throw in.corrupt("more than one block of " + count + " rows");
        }
        return new DecodedRows(List.copyOf(columns), new BlockRows(vectors, count));
    }

    private static ColumnSpec spec(String name, String typeName) {
        ClickHouseType type = TypeParser.parse(typeName);
        return new ColumnSpec(name, type, TypeMapping.toFlink(type));
    }

    private static Vector values(ByteReader in, ColumnSpec spec, int count) {
        Column column = Columns.reading(spec.type(), spec);
        column.readPrefix(in);
        try {
            return column.read(in, count);
        } catch (UnfitValueException e) {
            throw new BadValueException(
                    "Column '"
                            + spec.name()
                            + "' "
                            + spec.type()
                            + " holds what "
                            + spec.flinkType().asSummaryString()
                            + " cannot: "
                            + e.getMessage());
        }
    }

    public int count() {
        return rows.size();
    }

    /** Returns the columns of the block, including the fence column. */
    public List<ColumnSpec> columns() {
        return columns;
    }

    public RowData row(int index) {
        return rows.get(index);
    }

    /** Returns a range of rows as a block. */
    public EncodedBlock range(int from, int to) {
        rows.subList(from, to).forEach(encoder::append);
        return encoder.seal();
    }

    /** Returns all rows except some, in their order, as a block. */
    public EncodedBlock without(BitSet left) {
        for (int i = left.nextClearBit(0); i < rows.size(); i = left.nextClearBit(i + 1)) {
            encoder.append(rows.get(i));
        }
        return encoder.seal();
    }
}
