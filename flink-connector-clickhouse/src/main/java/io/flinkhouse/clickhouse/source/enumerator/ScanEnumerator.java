// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.source.split.OneTimeRead;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.source.split.TableSplit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.util.FlinkRuntimeException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans the splits of a scan once, and assigns them one by one to the readers that ask. Runs in the
 * coordinator's thread, apart from the planning.
 */
@Internal
public final class ScanEnumerator implements SplitEnumerator<TableSplit, ScanState> {

    private static final Logger LOG = LoggerFactory.getLogger(ScanEnumerator.class);

    private final ScanRequest request;
    private final SplitEnumeratorContext<TableSplit> context;
    private final ClickHouseClient client;
    private final Deque<TableSplit> left = new ArrayDeque<>();
    private final Set<Integer> waiting = new LinkedHashSet<>();
    private final boolean endless;
    private Optional<ScanPlan> plan;

    /**
     * @param state the state to go on from; without a plan for a new scan
     */
    public ScanEnumerator(
            ScanRequest request, SplitEnumeratorContext<TableSplit> context, ScanState state) {
        this.request = request;
        this.context = context;
        this.client = new ClickHouseClient(request.connection(), 1);
        this.endless = state.cursors().isPresent();
        this.plan = state.plan();
        plan.ifPresent(known -> left.addAll(known.splits()));
    }

    @Override
    public void start() {
        if (endless) {
            throw new FlinkRuntimeException(
                    "Cannot read "
                            + request.name()
                            + " once: the checkpoint is of a job that reads it continuously. Start"
                            + " the job without it, or with the 'scan.startup.mode' of that job.");
        }
        if (plan.isEmpty()) {
            int readers = context.currentParallelism();
            context.callAsync(() -> plan(readers), this::planned);
        }
    }

    private ScanPlan plan(int readers) throws Exception {
        SplitPlanner planner = new SplitPlanner(client, request.read());
        return Retry.call(
                request.retry(),
                () -> {
                    UniqueKeyCheck.check(client, request);
                    return request.oneTime() != null && request.oneTime().atOnce()
                            ? planner.whole(request.table())
                            : planner.plan(
                                    Optional.ofNullable(request.table()), request.scan(), readers);
                },
                (attempts, wait, failure) ->
                        LOG.info("Planning the scan of {} again", request.name(), failure));
    }

    private void planned(ScanPlan done, Throwable failure) {
        if (failure != null) {
            throw new FlinkRuntimeException(
                    "Cannot plan the scan of " + request.name() + ". " + failure.getMessage(),
                    failure);
        }
        boolean ordered = request.read().order() != ScanOrder.FALSE;
        List<SortColumn> order = ordered ? done.order() : List.of();
        plan = Optional.of(done);
        done.splits().forEach(split -> left.add(split.in(order).of(done.tableId())));
        LOG.info(
                "Reading {} in {} splits{}",
                request.name(),
                left.size(),
                order.isEmpty() ? "" : ", each in the order of the sorting key");
        List<Integer> readers = List.copyOf(waiting);
        waiting.clear();
        readers.forEach(this::assign);
    }

    @Override
    public void handleSplitRequest(int reader, String host) {
        if (plan.isEmpty()) {
            waiting.add(reader);
        } else if (context.registeredReaders().containsKey(reader)) {
            assign(reader);
        }
    }

    private void assign(int reader) {
        if (!context.registeredReaders().containsKey(reader)) {
            return; // it failed meanwhile, and asks again when it is back
        }
        TableSplit split = left.poll();
        if (split == null) {
            context.signalNoMoreSplits(reader);
        } else {
            context.assignSplit(split, reader);
        }
    }

    @Override
    public void addSplitsBack(List<TableSplit> splits, int reader) {
        if (request.oneTime() != null && !splits.isEmpty()) {
            throw new FlinkRuntimeException(
                    "Cannot read " + request.name() + ". " + OneTimeRead.REFUSAL);
        }
        left.addAll(splits);
    }

    @Override
    public void addReader(int reader) {
        // readers ask for splits
    }

    @Override
    public ScanState snapshotState(long checkpoint) {
        return new ScanState(
                plan.map(known -> new ScanPlan(List.copyOf(left), known.order(), known.tableId())));
    }

    @Override
    public void close() {
        client.close();
    }
}
