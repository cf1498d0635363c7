// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

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
import java.util.List;
import java.util.Optional;

/**
 * Serializes the state of a scan; version 1: 0 before it is planned, else 1; the id of the table;
 * the order; the version of the splits, their number, and each behind its length.
 */
@Internal
public final class ScanStateSerializer implements SimpleVersionedSerializer<ScanState> {

    private static final int VERSION = 1;
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
        if (version != VERSION) {
            throw new IOException(
                    "Cannot restore a scan of version "
                            + version
                            + "; this connector reads "
                            + VERSION
                            + ". Upgrade it before restoring.");
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        return new ScanState(in.readBoolean() ? Optional.of(readPlan(in)) : Optional.empty());
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
