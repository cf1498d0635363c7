// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Serializes splits; version 2 is version 1 and then 0, or 1 and the range of inserts: id of the
 * partition, number and offset of the first place, number of the last insert. Version 1: id;
 * condition; id of the table; number of sort columns, expression, type and direction of each; 0, or
 * 1 and the position: number of values, each behind a flag that it is not NULL, and the number of
 * rows. Texts are UTF-8 behind their length.
 */
@Internal
public final class TableSplitSerializer implements SimpleVersionedSerializer<TableSplit> {

    private static final int VERSION = 2;
    private static final int WITHOUT_BLOCKS = 1;
    private static final int TYPICAL_BYTES = 256;
    private static final int MAX_BYTES = 64 << 20;
    private static final int MAX_COLUMNS = 1 << 20;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(TableSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
        writeText(split.id(), out);
        writeText(split.condition(), out);
        writeText(split.tableId(), out);
        writeOrder(split.order(), out);
        out.writeBoolean(split.position().isPresent());
        if (split.position().isPresent()) {
            write(split.position().get(), out);
        }
        out.writeBoolean(split.blocks().isPresent());
        if (split.blocks().isPresent()) {
            write(split.blocks().get(), out);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public TableSplit deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION && version != WITHOUT_BLOCKS) {
            throw new IOException(
                    "Cannot restore split version "
                            + version
                            + "; this connector reads 1 to "
                            + VERSION
                            + ". Upgrade it before restoring.");
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        String id = readText(in);
        String condition = readText(in);
        String tableId = readText(in);
        List<SortColumn> order = readOrder(in);
        Optional<SplitPosition> position =
                in.readBoolean() ? Optional.of(readPosition(in)) : Optional.empty();
        Optional<BlockRange> blocks =
                version != WITHOUT_BLOCKS && in.readBoolean()
                        ? Optional.of(readBlocks(in))
                        : Optional.empty();
        return new TableSplit(id, condition, position, order, tableId, blocks);
    }

    private static void write(BlockRange blocks, DataOutputView out) throws IOException {
        writeText(blocks.partition(), out);
        out.writeLong(blocks.from().block());
        out.writeLong(blocks.from().offset());
        out.writeLong(blocks.upTo());
    }

    private static BlockRange readBlocks(DataInputView in) throws IOException {
        return new BlockRange(
                readText(in), new BlockOffset(in.readLong(), in.readLong()), in.readLong());
    }

    private static void write(SplitPosition position, DataOutputView out) throws IOException {
        out.writeInt(position.key().size());
        for (String value : position.key()) {
            out.writeBoolean(value != null);
            if (value != null) {
                writeText(value, out);
            }
        }
        out.writeLong(position.rows());
    }

    private static SplitPosition readPosition(DataInputView in) throws IOException {
        int values = readSize(in, MAX_COLUMNS);
        List<String> key = new ArrayList<>();
        for (int i = 0; i < values; i++) {
            key.add(in.readBoolean() ? readText(in) : null);
        }
        return new SplitPosition(key, in.readLong());
    }

    /** Writes an order. */
    public static void writeOrder(List<SortColumn> order, DataOutputView out) throws IOException {
        out.writeInt(order.size());
        for (SortColumn column : order) {
            writeText(column.expression(), out);
            writeText(column.type().toString(), out);
            out.writeBoolean(column.descending());
        }
    }

    /** Reads an order. */
    public static List<SortColumn> readOrder(DataInputView in) throws IOException {
        int columns = readSize(in, MAX_COLUMNS);
        List<SortColumn> order = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            order.add(
                    new SortColumn(readText(in), TypeParser.parse(readText(in)), in.readBoolean()));
        }
        return order;
    }

    /** Writes a text of any length. */
    public static void writeText(String text, DataOutputView out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads a text of {@link #writeText}. */
    public static String readText(DataInputView in) throws IOException {
        byte[] bytes = new byte[readSize(in, MAX_BYTES)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int readSize(DataInputView in, int most) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > most) {
            throw new IOException(
                    "Corrupt split: "
                            + size
                            + " is no size of a part. The savepoint is damaged; restore another one");
        }
        return size;
    }
}
