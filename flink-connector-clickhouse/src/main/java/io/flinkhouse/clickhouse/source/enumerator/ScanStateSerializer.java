// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.source.split.BlockCursors;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.source.split.TableSplit;
import io.flinkhouse.clickhouse.source.split.TableSplitSerializer;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Serializes the state of a scan; version 2 is version 1 and then 0, or 1 and the cursors: number
 * and offset for other partitions, the highest number given and that of a part, number of
 * partitions, and of each its id, number and offset. Version 1: 0 before it is planned, else 1; the
 * id of the table; the order; the version of the splits, their number, and each behind its length.
 */
@Internal
public final class ScanStateSerializer implements SimpleVersionedSerializer<ScanState> {

    private static final int VERSION = 2;
    private static final int WITHOUT_CURSORS = 1;
    private static final int TYPICAL_BYTES = 4096;

    private final TableSplitSerializer splits = new TableSplitSerializer();

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(ScanState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
        out.writeBoolean(state.plan().isPresent());
        if (state.plan().isPresent()) {
            write(state.plan().get(), out);
        }
        out.writeBoolean(state.cursors().isPresent());
        if (state.cursors().isPresent()) {
            write(state.cursors().get(), out);
        }
        return out.getCopyOfBuffer();
    }

    private void write(ScanPlan plan, DataOutputSerializer out) throws IOException {
        TableSplitSerializer.writeText(plan.tableId(), out);
        TableSplitSerializer.writeOrder(plan.order(), out);
        out.writeInt(splits.getVersion());
        out.writeInt(plan.splits().size());
        for (TableSplit split : plan.splits()) {
            byte[] bytes = splits.serialize(split);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    @Override
    public ScanState deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION && version != WITHOUT_CURSORS) {
            throw new IOException(
                    "Cannot restore a scan of version "
                            + version
                            + "; this connector reads 1 to "
                            + VERSION
                            + ". Upgrade it before restoring.");
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        Optional<ScanPlan> plan = in.readBoolean() ? Optional.of(readPlan(in)) : Optional.empty();
        Optional<BlockCursors> cursors =
                version != WITHOUT_CURSORS && in.readBoolean()
                        ? Optional.of(readCursors(in))
                        : Optional.empty();
        return new ScanState(plan, cursors);
    }

    private static void write(BlockCursors cursors, DataOutputSerializer out) throws IOException {
        write(cursors.others(), out);
        out.writeLong(cursors.given());
        out.writeLong(cursors.highest());
        out.writeInt(cursors.partitions().size());
        for (Map.Entry<String, BlockOffset> cursor : cursors.partitions().entrySet()) {
            TableSplitSerializer.writeText(cursor.getKey(), out);
            write(cursor.getValue(), out);
        }
    }

    private static void write(BlockOffset place, DataOutputSerializer out) throws IOException {
        out.writeLong(place.block());
        out.writeLong(place.offset());
    }

    private static BlockCursors readCursors(DataInputDeserializer in) throws IOException {
        BlockOffset others = new BlockOffset(in.readLong(), in.readLong());
        long given = in.readLong();
        long highest = in.readLong();
        int count = in.readInt();
        Map<String, BlockOffset> partitions = new HashMap<>();
        for (int i = 0; i < count; i++) {
            partitions.put(
                    TableSplitSerializer.readText(in),
                    new BlockOffset(in.readLong(), in.readLong()));
        }
        return new BlockCursors(others, partitions, given, highest);
    }

    private ScanPlan readPlan(DataInputDeserializer in) throws IOException {
        String tableId = TableSplitSerializer.readText(in);
        List<SortColumn> order = TableSplitSerializer.readOrder(in);
        int version = in.readInt();
        int count = in.readInt();
        List<TableSplit> left = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            left.add(splits.deserialize(version, bytes));
        }
        return new ScanPlan(left, order, tableId);
    }
}
