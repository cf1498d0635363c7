// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.config.StartupMode;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.source.enumerator.ScannedTable;
import io.flinkhouse.clickhouse.source.enumerator.SplitPlanner;
import io.flinkhouse.clickhouse.source.split.BlockCursors;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.sql.Literals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds where a job without state starts to read. */
final class StartPlanner {

    private static final BlockCursors BEGINNING = new BlockCursors(BlockOffset.FIRST, Map.of());

    private final ScanRequest request;
    private final ClickHouseClient client;
    private final boolean replicated;
    private final FollowedTable table;

    StartPlanner(ScanRequest request, ClickHouseClient client, boolean replicated) {
        this.request = request;
        this.client = client;
        this.replicated = replicated;
        this.table = new FollowedTable(client, request.table(), replicated);
    }

    /**
     * Plans the start; of kind RETRY is the failure of a replica that must first catch up.
     *
     * @param readers the number of readers
     */
    StartOfReading plan(int readers) throws ClickHouseException, InterruptedException {
        String tableId = ScannedTable.read(client, request.table()).toString();
        ScanPlan nothing = new ScanPlan(List.of(), List.of(), tableId);
        if (request.follow().mode() == StartupMode.SPECIFIC_OFFSETS) {
            return new StartOfReading(
                    nothing, new BlockCursors(BlockOffset.FIRST, request.follow().offsets()));
        }
        BlockCursors end = replicated ? safeEnd(tableId) : visibleEnd(tableId);
        if (request.follow().mode() == StartupMode.LATEST_OFFSET || end.equals(BEGINNING)) {
            return new StartOfReading(nothing, end);
        }
        RangeParts.all(client, request.table()).requireOwnNumbers(client);
        ScanPlan plan =
                new SplitPlanner(client, request.read())
                        .plan(request.table(), request.scan(), readers, before(end));
        return new StartOfReading(plan, end);
    }

    /** A table without replicas shows inserts in the order of their numbers, in all partitions. */
    private BlockCursors visibleEnd(String tableId) throws ClickHouseException {
        long highest = table.highest();
        // A table that was detached meanwhile shows no parts.
        ScannedTable.requireSame(client, request.table(), tableId);
        return new BlockCursors(new BlockOffset(highest + 1, 0), Map.of());
    }

    private BlockCursors safeEnd(String tableId) throws ClickHouseException {
        ClosedGaps gaps = new ClosedGaps(request.follow().maxInsertTime());
        Poll poll = table.poll(tableId, BEGINNING);
        gaps.learn(poll);
        if (!poll.parts().isEmpty()) {
            poll = table.poll(tableId, BEGINNING);
            if (!gaps.learn(poll)) {
                throw new ClickHouseException(
                        ServerError.TOO_FEW_LIVE_REPLICAS.code(),
                        FailureKind.RETRY,
                        "The replica of table "
                                + request.table()
                                + " on this server does not know yet what other replicas have"
                                + " inserted. Check log_pointer and is_session_expired in"
                                + " system.replicas there");
            }
        }
        Map<String, BlockOffset> ends = new HashMap<>();
        poll.parts()
                .forEach(
                        (partition, parts) ->
                                ends.put(
                                        partition,
                                        new BlockOffset(
                                                SafeBlocks.last(0, parts, gaps.below(partition))
                                                        + 1,
                                                0)));
        return new BlockCursors(BlockOffset.FIRST, ends);
    }

    private static String before(BlockCursors end) {
        if (end.partitions().isEmpty()) {
            return "_block_number < " + end.others().block();
        }
        List<String> any = new ArrayList<>();
        end.partitions()
                .forEach(
                        (partition, place) ->
                                any.add(
                                        "_partition_id = "
                                                + Literals.quote(partition)
                                                + " AND _block_number < "
                                                + place.block()));
        return "(" + String.join(" OR ", any) + ")";
    }
}
