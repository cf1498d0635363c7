// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.codec.DecodedBlock;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.source.split.SplitPosition;

import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.table.data.RowData;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Hands the rows of a block to the task, which takes them from this object. The position of a row
 * is found only when somebody asks for it.
 */
final class RowBlock implements RecordsWithSplitIds<RowBlock> {

    /**
     * The rows that are emitted together, before the task looks for checkpoints and mails. Few, so
     * that a slow operator behind the source does not hold these up.
     */
    private static final int ROWS_AT_ONCE = 16;

    private final String splitId;
    private final DecodedBlock block;
    private final SplitPosition before;
    private final List<SortColumn> order;
    private boolean taken;
    private boolean last;
    private int next;
    private int end;

    /**
     * @param before the position of the last row before the block; null if there is none
     * @param order the columns of the sort key, which the hidden columns hold; empty without order
     * @param first the index of the first row that was not emitted before
     */
    RowBlock(
            String splitId,
            DecodedBlock block,
            SplitPosition before,
            List<SortColumn> order,
            int first) {
        this.splitId = splitId;
        this.block = block;
        this.before = before;
        this.order = order;
        this.next = first;
        this.end = first;
    }

    @Override
    public String nextSplit() {
        String split = taken ? null : splitId;
        taken = true;
        return split;
    }

    /** Moves to the next rows and returns this block; null behind the last row. */
    @Override
    public RowBlock nextRecordFromSplit() {
        if (end == block.rows().size()) {
            return null;
        }
        end = Math.min(end + ROWS_AT_ONCE, block.rows().size());
        return this;
    }

    @Override
    public Set<String> finishedSplits() {
        return Set.of();
    }

    /** Returns the number of the rows that were moved to and not taken. */
    int left() {
        return end - next;
    }

    /** Returns the next one of the rows that were moved to. */
    RowData take() {
        return block.rows().get(next++);
    }

    long bytes() {
        return block.bytes();
    }

    /** Marks this as the last block of a split without order. */
    void endSplit() {
        last = true;
    }

    /** Returns whether no row of the split comes behind the last one that was taken. */
    boolean isSplitRead() {
        return last && next == block.rows().size();
    }

    /** Returns the position of the last row that was taken. */
    SplitPosition position() {
        return position(next - 1);
    }

    /** Returns the position of the last row of the block. */
    SplitPosition end() {
        return position(block.rows().size() - 1);
    }

    private SplitPosition position(int index) {
        if (order.isEmpty()) {
            return new SplitPosition(List.of(), (before == null ? 0 : before.rows()) + index + 1);
        }
        List<String> key = key(block, order, index);
        int first = index;
        while (first > 0 && hasKeyOf(first - 1, index)) {
            first--;
        }
        boolean goesOn = first == 0 && before != null && before.key().equals(key);
        return new SplitPosition(key, index - first + 1 + (goesOn ? before.rows() : 0));
    }

    /** Begins with the last column, which is the most different one. */
    private boolean hasKeyOf(int row, int other) {
        RowData one = block.hidden().get(row);
        RowData two = block.hidden().get(other);
        for (int i = order.size() - 1; i >= 0; i--) {
            if (!order.get(i).isSame(one, two, i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the sort key of a row. */
    static List<String> key(DecodedBlock block, List<SortColumn> order, int row) {
        RowData hidden = block.hidden().get(row);
        List<String> key = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            key.add(order.get(i).stored(hidden, i));
        }
        return key;
    }
}
