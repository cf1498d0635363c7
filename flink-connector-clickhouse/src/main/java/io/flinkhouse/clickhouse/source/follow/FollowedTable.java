// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.source.enumerator.ScannedTable;
import io.flinkhouse.clickhouse.source.split.BlockCursors;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the server for the inserts into a followed table behind those that the job has read. A poll
 * that finds none reads no data of the table.
 */
final class FollowedTable {

    /** Parts with the changes of lightweight updates, which have no rows of their own. */
    private static final String NO_PATCHES =
            " AND active AND NOT startsWith(partition_id, 'patch-')";

    /** An entry of the queue that brings rows from another replica. */
    private static final String BRINGS_ROWS =
            "('GET_PART', 'ATTACH_PART', 'REPLACE_RANGE', 'CLONE_PART_FROM_SHARD')";

    private static final String SERVER = "toString(serverUUID()) || ' ' || hostName()";

    private final ClickHouseClient client;
    private final TablePath path;
    private final boolean replicated;

    /**
     * @param replicated whether inserts can become visible in another order than that of their
     *     numbers
     */
    FollowedTable(ClickHouseClient client, TablePath path, boolean replicated) {
        this.client = client;
        this.path = path;
        this.replicated = replicated;
    }

    boolean replicated() {
        return replicated;
    }

    /**
     * Returns what there is to read behind the cursors.
     *
     * @param tableId the table
     * @throws ClickHouseException if it is not this table any more, or the server cannot be asked
     */
    Poll poll(String tableId, BlockCursors cursors) throws ClickHouseException {
        ScannedTable asked = ScannedTable.requireSame(client, path, tableId);
        long now = System.nanoTime();
        List<String> log = replicated ? log() : List.of();
        Map<String, Long> queued = replicated ? queued(cursors) : Map.of();
        Map<String, Long> ends = ends(tableId, cursors.highest());
        long highest = highest(ends);
        Set<String> grown = new HashSet<>(ends.keySet());
        grown.removeIf(partition -> ends.get(partition) < cursors.in(partition).block());
        if (grown.isEmpty()) {
            return new Poll(Map.of(), known(log, queued, ""), now, asked.toString(), highest);
        }
        FollowRules.check(client, path);
        Map<String, List<PartSpan>> parts = new HashMap<>();
        String server = "";
        for (List<String> line : parts(lowest(grown, cursors))) {
            String partition = line.get(0);
            long max = Long.parseLong(line.get(2));
            server = line.get(5);
            if (!server.equals(asked.server())) {
                throw ScannedTable.moved(path);
            }
            if (grown.contains(partition) && max >= cursors.in(partition).block()) {
                parts.computeIfAbsent(partition, any -> new ArrayList<>())
                        .add(
                                new PartSpan(
                                        Long.parseLong(line.get(1)),
                                        max,
                                        Long.parseLong(line.get(3)),
                                        Long.parseLong(line.get(4))));
            }
        }
        return new Poll(parts, known(log, queued, server), now, asked.toString(), highest);
    }

    /** Returns the highest number of any insert; -1 without rows. */
    long highest() throws ClickHouseException {
        return Long.parseLong(
                client.value(
                        "SELECT toString(if(count() = 0, -1, max(max_block_number))) FROM"
                                + " system.parts WHERE "
                                + isTable()
                                + NO_PATCHES));
    }

    private static long highest(Map<String, Long> ends) {
        return ends.values().stream().mapToLong(end -> end).max().orElse(-1);
    }

    private static long lowest(Set<String> partitions, BlockCursors cursors) {
        return partitions.stream().mapToLong(each -> cursors.in(each).block()).min().orElse(0);
    }

    /**
     * Returns the highest number of each partition. If they are lower than before, parts were
     * dropped, or the table was detached at that moment and showed none; another look tells.
     */
    private Map<String, Long> ends(String tableId, long before) throws ClickHouseException {
        Map<String, Long> seen = ends();
        if (highest(seen) >= before) {
            return seen;
        }
        ScannedTable.requireSame(client, path, tableId);
        Map<String, Long> again = ends();
        ScannedTable.requireSame(client, path, tableId);
        return again;
    }

    private Map<String, Long> ends() throws ClickHouseException {
        Map<String, Long> ends = new HashMap<>();
        for (List<String> line :
                client.query(
                        "SELECT partition_id, toString(max(max_block_number)) FROM system.parts"
                                + " WHERE "
                                + isTable()
                                + NO_PATCHES
                                + " GROUP BY partition_id")) {
            ends.put(line.get(0), Long.parseLong(line.get(1)));
        }
        return ends;
    }

    private List<List<String>> parts(long from) throws ClickHouseException {
        return client.query(
                "SELECT partition_id, toString(min_block_number), toString(max_block_number),"
                        + " toString(rows), toString(dateDiff('second', modification_time, now())), "
                        + SERVER
                        + " FROM system.parts WHERE "
                        + isTable()
                        + NO_PATCHES
                        + " AND max_block_number >= "
                        + from
                        + " ORDER BY partition_id, min_block_number");
    }

    private List<String> log() throws ClickHouseException {
        try {
            List<List<String>> found =
                    client.query(
                            "SELECT toString(log_pointer), toString(log_max_index),"
                                    + " toString(is_session_expired), "
                                    + SERVER
                                    + " FROM system.replicas WHERE "
                                    + isTable());
            return found.isEmpty() ? List.of() : found.get(0);
        } catch (ClickHouseException e) {
            throw withGrant(e, "system.replicas");
        }
    }

    /** Parts whose numbers are all read, such as merged ones, bring no rows. */
    private Map<String, Long> queued(BlockCursors cursors) throws ClickHouseException {
        try {
            Map<String, Long> queued = new HashMap<>();
            for (List<String> line :
                    client.query(
                            "SELECT new_part_name FROM system.replication_queue WHERE "
                                    + isTable()
                                    + " AND type IN "
                                    + BRINGS_ROWS)) {
                String[] name = line.get(0).split("_");
                boolean isRead =
                        name.length < 3 || Long.parseLong(name[2]) < cursors.in(name[0]).block();
                if (!isRead) {
                    queued.merge(name[0], Long.parseLong(name[1]), Math::min);
                }
            }
            return queued;
        } catch (ClickHouseException e) {
            throw withGrant(e, "system.replication_queue");
        }
    }

    private ClickHouseException withGrant(ClickHouseException e, String table) {
        return e.code() != ServerError.ACCESS_DENIED.code()
                ? e
                : new ClickHouseException(
                        e.code(),
                        FailureKind.FAIL,
                        "Reading the replicated table "
                                + path
                                + " continuously needs "
                                + table
                                + ", which tells whether an insert may still arrive. Run: GRANT"
                                + " SELECT ON "
                                + table);
    }

    /** The log says nothing about the parts of another replica, to which the client may switch. */
    private static Optional<ReplicaLog> known(
            List<String> log, Map<String, Long> queued, String server) {
        return log.isEmpty() || !log.get(2).equals("0") || !log.get(3).equals(server)
                ? Optional.empty()
                : Optional.of(
                        new ReplicaLog(
                                Long.parseLong(log.get(0)), Long.parseLong(log.get(1)), queued));
    }

    private String isTable() {
        return "database = "
                + Literals.quote(path.database())
                + " AND table = "
                + Literals.quote(path.table());
    }
}
