// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Map;

/**
 * The table that a scan was planned for, and the server that planned it. As text it is {@code
 * ScanPlan.tableId}.
 *
 * @param uuid the UUID of the table on that server; zeros if the database assigns none
 * @param server the identity of the server
 * @param engine the name of the engine
 * @param keeperPath where the replicas of the table meet; empty if it has none, or the user may not
 *     read {@code system.replicas}
 * @param replica the name of the replica, empty without a path
 */
@Internal
public record ScannedTable(
        String uuid, String server, String engine, String keeperPath, String replica) {

    private static final String SEPARATOR = "\n";

    /** Reads the table on the server that responds. */
    public static ScannedTable read(ClickHouseClient client, TablePath path)
            throws ClickHouseException {
        List<List<String>> found =
                client.select(
                        "SELECT toString(uuid), toString(serverUUID()) || ' ' || hostName(), engine FROM"
                                + " system.tables WHERE "
                                + PlannedTable.is(path));
        if (found.isEmpty()) {
            throw PlannedTable.missing(path);
        }
        List<String> line = found.get(0);
        List<String> place = isReplicated(line.get(2)) ? replica(client, path) : List.of("", "");
        return new ScannedTable(line.get(0), line.get(1), line.get(2), place.get(0), place.get(1));
    }

    private static boolean isReplicated(String engine) {
        return engine.startsWith("Replicated");
    }

    /**
     * Returns the settings of the queries of splits: a server of ClickHouse Cloud reads all rows
     * that the planning server had.
     *
     * @param tableId the identity of the plan
     */
    public static Map<String, String> settings(String tableId) {
        return !tableId.isEmpty() && isShared(parse(tableId).engine)
                ? Map.of("select_sequential_consistency", "1")
                : Map.of();
    }

    /** Returns path, replica and 1 if the replica has all rows; empty texts without the grant. */
    private static List<String> replica(ClickHouseClient client, TablePath path)
            throws ClickHouseException {
        try {
            List<List<String>> found =
                    client.select(
                            "SELECT zookeeper_path, replica_name, is_session_expired = 0 AND"
                                    + " absolute_delay = 0 AND queue_size = 0 AND log_pointer >"
                                    + " log_max_index FROM system.replicas WHERE database = "
                                    + Literals.quote(path.database())
                                    + " AND table = "
                                    + Literals.quote(path.table()));
            return found.isEmpty() ? List.of("", "", "0") : found.get(0);
        } catch (ClickHouseException e) {
            if (e.code() == ServerError.ACCESS_DENIED.code()) {
                return List.of("", "", "0");
            }
            throw e;
        }
    }

    /**
     * Checks that the next query of this client reads the table that was planned for, with all rows
     * that the planning server had. A reader calls it before each query of a split, with the client
     * that sends the query.
     *
     * @param tableId the identity of the plan; nothing is checked if it is empty
     * @return whether this is another replica than the one that planned the scan
     * @throws ClickHouseException of kind RETRY if the server is another replica that does not have
     *     all rows yet; of kind FAIL if the table was dropped, created again or exchanged, or is on
     *     a server that does not share its data
     */
    public static boolean check(ClickHouseClient client, TablePath path, String tableId)
            throws ClickHouseException {
        boolean otherReplica = checkSame(client, path, tableId);
        if (otherReplica && !hasAllRows(client, path)) {
            throw behind(path);
        }
        return otherReplica;
    }

    /**
     * Checks that the table is the one that was planned for. A reader calls it when a query has
     * begun to answer, which shows that the query has not read another table.
     *
     * @param tableId the identity of the plan; nothing is checked if it is empty
     * @return whether this is another replica than the one that planned the scan
     * @throws ClickHouseException of kind FAIL if the table was dropped, created again or
     *     exchanged, or is on a server that does not share its data
     */
    public static boolean checkSame(ClickHouseClient client, TablePath path, String tableId)
            throws ClickHouseException {
        return !tableId.isEmpty()
                && parse(tableId).isOtherReplica(requireSame(client, path, tableId));
    }

    /**
     * Returns the table on the server that responds, which must be the one that was planned for, or
     * another replica of it.
     *
     * @param tableId the identity of the plan
     * @throws ClickHouseException of kind FAIL as {@link #checkSame}
     */
    public static ScannedTable requireSame(ClickHouseClient client, TablePath path, String tableId)
            throws ClickHouseException {
        ScannedTable planned = parse(tableId);
        ScannedTable now = read(client, path);
        boolean otherReplica = planned.isOtherReplica(now);
        if (otherReplica && (planned.keeperPath.isEmpty() || now.keeperPath.isEmpty())) {
            throw unknownReplica(path);
        }
        boolean same =
                otherReplica
                        ? planned.keeperPath.equals(now.keeperPath)
                        : planned.uuid.equals(now.uuid) && planned.isOn(now);
        if (!same) {
            throw changed(path);
        }
        return now;
    }

    private boolean isOtherReplica(ScannedTable now) {
        return isReplicated(engine) && !(server.equals(now.server) && replica.equals(now.replica));
    }

    /** Replicas that ON CLUSTER has created have one UUID, whether they share rows or not. */
    private boolean isOn(ScannedTable other) {
        return isReplicated(engine) || isShared(engine) || server.equals(other.server);
    }

    private static boolean isShared(String engine) {
        return engine.startsWith("Shared");
    }

    private static boolean hasAllRows(ClickHouseClient client, TablePath path)
            throws ClickHouseException {
        return replica(client, path).get(2).equals("1");
    }

    private static ClickHouseException changed(TablePath path) {
        return new ClickHouseException(
                ServerError.TABLE_IS_DROPPED.code(),
                FailureKind.FAIL,
                "Table "
                        + path
                        + " is not the table that this scan was planned for: it was created again"
                        + " or exchanged, or the addresses in 'url' lead to servers with different"
                        + " data. The splits that are left may not fit it. Start the job without"
                        + " its old state.");
    }

    /** Returns the error of a query that went to another server than the check before it. */
    public static ClickHouseException moved(TablePath path) {
        return new ClickHouseException(
                ServerError.TOO_FEW_LIVE_REPLICAS.code(),
                FailureKind.RETRY,
                "The query of table "
                        + path
                        + " went to another replica than the one that was found to have all rows."
                        + " Name one server in 'url' if this goes on");
    }

    private static ClickHouseException behind(TablePath path) {
        return new ClickHouseException(
                ServerError.TOO_FEW_LIVE_REPLICAS.code(),
                FailureKind.RETRY,
                "The replica of table "
                        + path
                        + " on this server may lack rows that the replica had which planned the"
                        + " scan, because its queue is not empty. Check system.replicas there");
    }

    private static ClickHouseException unknownReplica(TablePath path) {
        return new ClickHouseException(
                ServerError.ACCESS_DENIED.code(),
                FailureKind.FAIL,
                "Table "
                        + path
                        + " is read on another replica than the one that planned the scan, and the"
                        + " user may not see if that replica has all rows. Run: GRANT SELECT ON"
                        + " system.replicas");
    }

    private static ScannedTable parse(String text) {
        String[] parts = text.split(SEPARATOR, -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException("This is not the identity of a table.");
        }
        return new ScannedTable(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    @Override
    public String toString() {
        return String.join(SEPARATOR, uuid, server, engine, keeperPath, replica);
    }
}
