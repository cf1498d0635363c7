// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.source.enumerator.ScanState;
import io.flinkhouse.clickhouse.source.split.BlockCursors;
import io.flinkhouse.clickhouse.source.split.BlockRange;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.source.split.TableSplit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.util.FlinkRuntimeException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Assigns the rows that are in a table, if these are read, and then those that are inserted.
 *
 * <p>Inserted rows are split by partition and by ranges of the numbers of inserts. All ranges of a
 * partition go to one reader, one after the other, so that its rows stay in the order of their
 * inserts. While a reader may still have splits of before a failure, no range is assigned.
 */
@Internal
public final class FollowEnumerator implements SplitEnumerator<TableSplit, ScanState> {

    private static final Logger LOG = LoggerFactory.getLogger(FollowEnumerator.class);

    /** The server sorts the rows of a range. */
    private static final long ROWS_OF_RANGE = 5_000_000;

    private final ScanRequest request;
    private final SplitEnumeratorContext<TableSplit> context;
    private final ClickHouseClient client;
    private final ClosedGaps gaps;
    private final WaitingSplits waiting = new WaitingSplits();
    private final Set<Integer> idle = new TreeSet<>();
    private final Map<String, Ready> ready = new HashMap<>();
    private final Map<Integer, Long> told = new HashMap<>();
    private boolean oldSplitsAreRead;
    private Optional<ScanPlan> plan;
    private volatile FollowedTable table;
    private volatile BlockCursors cursors;

    /**
     * Inserts that can be read.
     *
     * @param last the number of the last of them
     * @param tableId the table on the server that has them; another replica may lack them
     */
    private record Ready(long last, List<PartSpan> parts, String tableId) {

        /** Returns the rows of the parts that have numbers from this one on. */
        long rows(long from) {
            return parts.stream()
                    .filter(part -> part.max() >= from)
                    .mapToLong(PartSpan::rows)
                    .sum();
        }
    }

    /**
     * @param state the state to go on from; without a plan for a new job
     */
    public FollowEnumerator(
            ScanRequest request, SplitEnumeratorContext<TableSplit> context, ScanState state) {
        this.request = request;
        this.context = context;
        this.client = new ClickHouseClient(request.connection(), 1);
        this.gaps = new ClosedGaps(request.follow().maxInsertTime());
        this.plan = state.plan();
        this.cursors = state.cursors().orElse(null);
        plan.ifPresent(known -> waiting.addAll(known.splits()));
    }

    @Override
    public void start() {
        if (plan.isPresent() && cursors == null) {
            throw new FlinkRuntimeException(
                    "Cannot read "
                            + request.name()
                            + " continuously: the checkpoint is of a job that reads it once. Start"
                            + " the job without it, or with 'scan.startup.mode' = 'snapshot'.");
        }
        int readers = context.currentParallelism();
        context.callAsync(() -> begin(readers), this::begun);
    }

    /** Returns where to start; null in a job that goes on. */
    private StartOfReading begin(int readers) throws Exception {
        return retried(
                () -> {
                    boolean replicated = FollowRules.check(client, request.table());
                    table = new FollowedTable(client, request.table(), replicated);
                    return cursors != null
                            ? null
                            : new StartPlanner(request, client, replicated).plan(readers);
                });
    }

    private <T> T retried(Retry.Attempt<T> attempt) throws Exception {
        return Retry.call(
                request.retry(),
                attempt,
                (attempts, wait, failure) ->
                        LOG.info("Asking for the inserts of {} again", request.name(), failure));
    }

    private void begun(StartOfReading start, Throwable failure) {
        require(failure);
        if (start != null) {
            cursors = start.cursors();
            boolean ordered = request.read().order() != ScanOrder.FALSE;
            List<SortColumn> order = ordered ? start.plan().order() : List.of();
            waiting.addAll(
                    start.plan().splits().stream()
                            .map(split -> split.in(order).of(start.plan().tableId()))
                            .toList());
            plan = Optional.of(start.plan());
            LOG.info(
                    "Reading {} continuously, after {} splits of rows that it has now",
                    request.name(),
                    waiting.size());
        }
        assign();
        String tableId = plan.orElseThrow().tableId();
        context.callAsync(
                () -> retried(() -> table.poll(tableId, cursors)),
                this::polled,
                0,
                request.follow().pollInterval().toMillis());
    }

    private void polled(Poll poll, Throwable failure) {
        require(failure);
        gaps.learn(poll);
        ready.clear();
        if (!table.replicated()) {
            learn(poll.highest());
        }
        poll.parts()
                .forEach(
                        (partition, parts) -> {
                            long from = cursors.in(partition).block();
                            long last =
                                    table.replicated()
                                            ? SafeBlocks.last(from, parts, gaps.below(partition))
                                            : SafeBlocks.last(from, parts, Long.MAX_VALUE);
                            ready.put(partition, new Ready(last, parts, poll.tableId()));
                        });
        assign();
        tellPending();
    }

    private void tellPending() {
        Map<Integer, Long> pending = new HashMap<>();
        context.registeredReaders().keySet().forEach(reader -> pending.put(reader, 0L));
        ready.forEach(
                (partition, inserts) ->
                        pending.computeIfPresent(
                                reader(partition),
                                (reader, rows) ->
                                        rows + inserts.rows(cursors.in(partition).block())));
        pending.forEach(
                (reader, rows) -> {
                    if (!rows.equals(told.put(reader, rows))) {
                        context.sendEventToSourceReader(reader, new PendingRows(rows));
                    }
                });
    }

    private int reader(String partition) {
        return Math.floorMod(partition.hashCode(), context.currentParallelism());
    }

    /** Keeper keeps the numbers of a replicated table; others can give numbers again. */
    private void learn(long highest) {
        if (cursors.isGivenAgain(highest)) {
            LOG.warn(
                    "{} gives numbers to inserts again from {} on: its newest parts were dropped"
                            + " and it was loaded anew. Its rows are read from this number on. Start"
                            + " the job without its state if those before it are not in the target",
                    request.name(),
                    cursors.highest() + 1);
        }
        cursors = cursors.at(highest);
    }

    private void require(Throwable failure) {
        if (failure != null) {
            throw new FlinkRuntimeException(
                    "Cannot read " + request.name() + " continuously. " + failure.getMessage(),
                    failure);
        }
    }

    @Override
    public void handleSplitRequest(int reader, String host) {
        idle.add(reader);
        assign();
    }

    private void assign() {
        if (plan.isEmpty()) {
            return;
        }
        idle.retainAll(context.registeredReaders().keySet());
        for (Integer reader : List.copyOf(idle)) {
            waiting.takeRows().ifPresent(split -> assign(split, reader));
        }
        oldSplitsAreRead |= !waiting.hasRows() && idle.size() == context.currentParallelism();
        if (oldSplitsAreRead) {
            for (Integer reader : List.copyOf(idle)) {
                waiting.takeRange(partition -> reader(partition) == reader)
                        .ifPresent(split -> assign(split, reader));
            }
            assignRanges();
        }
    }

    private void assign(TableSplit split, Integer reader) {
        idle.remove(reader);
        context.assignSplit(split, reader);
    }

    private void assignRanges() {
        Map<Integer, List<TableSplit>> assigned = new HashMap<>();
        List<BlockRange> ranges = new ArrayList<>();
        ready.forEach(
                (partition, inserts) -> {
                    int reader = reader(partition);
                    long from = cursors.in(partition).block();
                    if (idle.contains(reader) && inserts.last() >= from) {
                        BlockRange range = range(partition, inserts);
                        ranges.add(range);
                        assigned.computeIfAbsent(reader, any -> new ArrayList<>())
                                .add(new TableSplit(range, inserts.tableId()));
                    }
                });
        if (!assigned.isEmpty()) {
            cursors = cursors.behind(ranges);
            idle.removeAll(assigned.keySet());
            context.assignSplits(new SplitsAssignment<>(assigned));
        }
    }

    private BlockRange range(String partition, Ready inserts) {
        long from = cursors.in(partition).block();
        return new BlockRange(
                partition,
                cursors.in(partition),
                SafeBlocks.limited(from, inserts.last(), inserts.parts(), ROWS_OF_RANGE));
    }

    @Override
    public void addSplitsBack(List<TableSplit> splits, int reader) {
        idle.remove(reader);
        waiting.addAll(splits);
        oldSplitsAreRead = false;
        assign();
    }

    @Override
    public void addReader(int reader) {
        told.remove(reader); // readers ask for splits
    }

    @Override
    public ScanState snapshotState(long checkpoint) {
        return new ScanState(
                plan.map(known -> new ScanPlan(waiting.all(), known.order(), known.tableId())),
                Optional.ofNullable(cursors));
    }

    @Override
    public void close() {
        client.close();
    }
}
