// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.testutils.process.Await;

import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.table.data.RowData;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the ids of the rows that a job has read in its state, so that a restored job forgets those
 * behind its checkpoint. One test at a time controls how fast it takes rows, and when it fails.
 */
final class SeenRows extends RichMapFunction<RowData, Long> implements CheckpointedFunction {

    private static final long serialVersionUID = 1L;
    private static final long SLOW_NANOS = 2_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Map<Integer, List<Long>> BY_SUBTASK = new ConcurrentHashMap<>();
    private static final AtomicInteger STARTS = new AtomicInteger();
    private static volatile int fastRows;
    private static volatile int heldRow;
    private static volatile boolean failing;

    private transient ListState<Long> state;
    private transient List<Long> ids;

    /** Starts anew: each subtask takes so many rows at once, then one each 2 ms. */
    static void fast(int rows) {
        BY_SUBTASK.clear();
        fastRows = rows;
        heldRow = 0;
        failing = false;
    }

    /** Starts anew: each subtask takes the rows before this one at once, and then none. */
    static void holdAt(int row) {
        fast(Integer.MAX_VALUE);
        heldRow = row;
    }

    /** Lets rows go as fast as they come. */
    static void release() {
        fastRows = Integer.MAX_VALUE;
        heldRow = 0;
    }

    /** Fails one subtask once, at its next row, and waits until it starts again. */
    static void fail() {
        int before = STARTS.get();
        failing = true;
        Await.until("a subtask to start again", PATIENCE, () -> !failing && STARTS.get() > before);
    }

    static void await(int rows) {
        Await.until(rows + " rows to be read", PATIENCE, () -> all().size() >= rows);
    }

    /** The ids of all subtasks. */
    static List<Long> all() {
        List<Long> all = new ArrayList<>();
        BY_SUBTASK.values().forEach(ids -> all.addAll(List.of(ids.toArray(Long[]::new))));
        return all;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        state =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("ids", Types.LONG));
        ids = Collections.synchronizedList(new ArrayList<>());
        List<Long> restored = new ArrayList<>();
        state.get().forEach(restored::add);
        ids.addAll(restored);
        BY_SUBTASK.put(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(), ids);
        STARTS.incrementAndGet();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        state.update(ids);
    }

    @Override
    public Long map(RowData row) {
        if (failing) {
            failing = false;
            throw new IllegalStateException("The failure that this test wants");
        }
        if (ids.size() >= fastRows) {
            LockSupport.parkNanos(SLOW_NANOS);
        }
        while (ids.size() == heldRow - 1 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(SLOW_NANOS);
        }
        ids.add(row.getLong(0));
        return row.getLong(0);
    }
}
