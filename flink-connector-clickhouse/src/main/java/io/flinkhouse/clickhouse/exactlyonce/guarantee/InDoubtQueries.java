// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.DecidingSettings;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow.Since;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.SettingsClause;

import org.apache.flink.annotation.Internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the queries that find out whether a block in doubt is in its table. */
@Internal
public final class InDoubtQueries {

    private static final Logger LOG = LoggerFactory.getLogger(InDoubtQueries.class);

    /** A replica may take back a part that Keeper does not know for less than this. */
    private static final int UNSETTLED_SECONDS = 600;

    /** So often a query is repeated that another replica has answered, which a balancer chose. */
    private static final int ATTEMPTS_AT_A_REPLICA = 10;

    /** More entries than any table remembers. */
    private static final long UNKNOWN = 1L << 40;

    /** The words of newer and older servers. */
    private static final Pattern ROW_POLICY =
            Pattern.compile("Row level filter|Row-level security");

    private final ClickHouseClient client;
    private final String fenceColumn;
    private final Map<String, String> deciding;

    /**
     * @param deciding the settings of such a query that the server knows
     */
    public InDoubtQueries(
            ClickHouseClient client, String fenceColumn, Map<String, String> deciding) {
        this.client = client;
        this.fenceColumn = fenceColumn;
        this.deciding = deciding;
    }

    /** A query with its settings and parameters. */
    record InDoubtQuery(String sql, Map<String, String> settings) {

        /** Runs the query, whose answer has so many columns. */
        List<List<String>> rows(ClickHouseClient client, int columns) throws ClickHouseException {
            List<List<String>> rows = client.query(sql, settings);
            for (List<String> row : rows) {
                if (row.size() != columns) {
                    throw new ClickHouseException(
                            ClickHouseException.NO_CODE,
                            FailureKind.RETRY,
                            "The server answered "
                                    + row.size()
                                    + " fields where "
                                    + columns
                                    + " belong, so its answer cannot decide on a block. Check for a proxy or"
                                    + " a setting of the user's profile that changes responses");
                }
            }
            return rows;
        }
    }

    /**
     * Tells whether a statement of this name still runs on the server: two of one name cannot run
     * at once, so the server refuses another.
     */
    public boolean isRunning(String queryId) throws ClickHouseException {
        Map<String, String> settings = new HashMap<>(deciding);
        settings.put("query_id", queryId);
        try {
            client.query("SELECT 1", settings);
            return false;
        } catch (ClickHouseException e) {
            if (e.code() == ServerError.QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING.code()) {
                return true;
            }
            throw e;
        }
    }

    /** The rows that carry one of these fences, per fence; of no fences, nothing is read. */
    public Map<Long, FenceRows> rows(TableGuarantees table, Collection<Long> fences)
            throws ClickHouseException {
        requireAllRows(table);
        return byFence(aboutRows(table, fences).rows(client, 3));
    }

    /**
     * The same as one replica shows them: a balancer may let another one answer, which has not
     * fetched them.
     *
     * @param server the replica, by {@code serverUUID()}
     */
    public Map<Long, FenceRows> rowsOn(
            String server, TableGuarantees table, Collection<Long> fences)
            throws ClickHouseException {
        if (server.equals(ReplicaQueries.ANY_SERVER)) {
            return rows(table, fences);
        }
        requireAllRows(table);
        InDoubtQuery rows = aboutRows(table, fences);
        InDoubtQuery query =
                new InDoubtQuery(
                        "SELECT '', * FROM ("
                                + rows.sql()
                                + ") UNION ALL SELECT toString(serverUUID()), 0, 0, 0",
                        rows.settings());
        for (int i = 0; i < ATTEMPTS_AT_A_REPLICA; i++) {
            Map<Boolean, List<List<String>>> lines =
                    query.rows(client, 4).stream()
                            .collect(Collectors.partitioningBy(line -> line.get(0).isEmpty()));
            if (lines.get(false).get(0).get(0).equals(server)) {
                return byFence(lines.get(true).stream().map(line -> line.subList(1, 4)).toList());
            }
        }
        throw new ClickHouseException(
                ClickHouseException.NO_CODE,
                FailureKind.RETRY,
                "Other replicas of "
                        + table.path()
                        + " answer than the one that has all rows, so they cannot say whether a"
                        + " block is there. Name one server in 'url'");
    }

    private static Map<Long, FenceRows> byFence(List<List<String>> rows) {
        Map<Long, FenceRows> found = new HashMap<>();
        for (List<String> row : rows) {
            found.put(
                    Long.parseUnsignedLong(row.get(0)),
                    new FenceRows(Long.parseLong(row.get(1)), Long.parseLong(row.get(2))));
        }
        return found;
    }

    /** Rejects a row policy on the table, which hides blocks. */
    void requireAllRows(TableGuarantees table) throws ClickHouseException {
        if (table.fence()) {
            List<List<String>> lines = client.query(planOfReading(table), deciding);
            requireNoPolicy(table, lines.stream().map(line -> line.get(0)));
        }
    }

    /**
     * The EXPLAIN of a look-up. The server names a row policy in it, for which no further grant is
     * needed, unless the table is empty.
     */
    String planOfReading(TableGuarantees table) {
        return "EXPLAIN actions = 1 SELECT "
                + Identifiers.quote(fenceColumn)
                + " FROM "
                + table.path();
    }

    /**
     * @param plan the lines of {@link #planOfReading}
     */
    void requireNoPolicy(TableGuarantees table, Stream<String> plan) throws ClickHouseException {
        if (plan.anyMatch(line -> ROW_POLICY.matcher(line).find())) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "A row policy hides rows of "
                            + table.path()
                            + " from user '"
                            + client.username()
                            + "', so a block in doubt could not be found and would be inserted"
                            + " again. Exclude the user from the policy (CREATE ROW POLICY ... TO"
                            + " ALL EXCEPT ...), or give the job another user.");
        }
    }

    private InDoubtQuery aboutRows(TableGuarantees table, Collection<Long> fences) {
        String column = Identifiers.quote(fenceColumn);
        String condition =
                fences.stream()
                        .map(Long::toUnsignedString)
                        .collect(Collectors.joining(", ", column + " IN (", ")"));
        return rows(table, fences.isEmpty() ? "0" : condition, "");
    }

    /** What a look-up and a guarded insert read, on nothing. */
    InDoubtQuery probe(TableGuarantees table) {
        return rows(table, "0", table.isPartitioned() ? ", any(_partition_id)" : "");
    }

    /** What a guarded insert is to the server, without rows. */
    InDoubtQuery insertOfNothing(TableGuarantees table) {
        String column = Identifiers.quote(fenceColumn);
        String looking = SettingsClause.of(DecidingSettings.ofGuard(deciding));
        String nothing = " FROM " + table.path() + " WHERE 0" + looking + ")";
        String guard =
                table.isPartitioned()
                        ? "partitionId(" + column + ") NOT IN (SELECT DISTINCT _partition_id"
                        : "0 = (SELECT count(" + column + ")";
        Map<String, String> settings = new HashMap<>(DecidingSettings.ofInsert(deciding));
        settings.put("insert_allow_materialized_columns", "1");
        return new InDoubtQuery(
                "INSERT INTO "
                        + table.path()
                        + " ("
                        + column
                        + ") SELECT "
                        + column
                        + " FROM input("
                        + Literals.quote(column + " UInt64")
                        + ") WHERE "
                        + guard
                        + nothing
                        + " FORMAT Native",
                settings);
    }

    private InDoubtQuery rows(TableGuarantees table, String condition, String further) {
        Map<String, String> settings = new HashMap<>(deciding);
        boolean shared = table.engine().name().startsWith("Shared");
        settings.put("select_sequential_consistency", shared ? "1" : "0");
        return new InDoubtQuery(
                "SELECT "
                        + Identifiers.quote(fenceColumn)
                        + ", count(), "
                        + (table.isReplicated() ? settled(table) : "count()")
                        + further
                        + " FROM "
                        + table.path()
                        + " WHERE "
                        + condition
                        + " GROUP BY 1",
                settings);
    }

    /** Rows of parts that a merge or a mutation has made, or that are old enough. */
    private static String settled(TableGuarantees table) {
        return "countIf(length(splitByChar('_', _part)) > 4"
                + " OR toUInt64OrZero(splitByChar('_', _part)[4]) > 0"
                + " OR _part IN (SELECT name FROM system.parts WHERE "
                + isTable(table.target())
                + " AND modification_time < now() - "
                + UNSETTLED_SECONDS
                + "))";
    }

    /**
     * The past of a table since a block was sealed. Empty where the user may not see its parts, or
     * where they do not show how many inserts there were.
     *
     * @param sealedAtMillis by the clock of the server, or earlier
     */
    public Optional<Since> since(TableDescription table, long sealedAtMillis)
            throws ClickHouseException {
        if (table.expiresRows()) {
            return Optional.empty();
        }
        try {
            List<String> row = aboutInserts(table, sealedAtMillis).rows(client, 2).get(0);
            return Optional.of(new Since(Long.parseLong(row.get(1)), Long.parseLong(row.get(0))));
        } catch (ClickHouseException e) {
            if (e.code() != ServerError.ACCESS_DENIED.code()) {
                throw e;
            }
            LOG.info(
                    "User '{}' may not read system.parts, so the token of a block counts as forgotten",
                    client.username());
            return Optional.empty();
        }
    }

    /**
     * Block numbers grow with each insert, for each partition of a replicated table by itself, and
     * a part that was last touched before holds only older ones. A replica adds what it has not
     * fetched yet.
     */
    InDoubtQuery aboutInserts(TableDescription table, long sealedAtMillis) {
        long sealed = Math.floorDiv(sealedAtMillis, 1000L);
        String before =
                "modification_time < toDateTime("
                        + Math.max(0, sealed - DedupWindow.SKEW_SECONDS)
                        + ")";
        boolean replicated = table.engine().isReplicated();
        return new InDoubtQuery(
                "SELECT sum(n), toInt64(toUnixTimestamp(now())) - "
                        + sealed
                        + " FROM (SELECT max(max_block_number)"
                        + " - if(countIf("
                        + before
                        + ") = 0, "
                        + (replicated ? "-1" : "0") // the first number less one
                        + ", maxIf(max_block_number, "
                        + before
                        + ")) AS n FROM system.parts WHERE "
                        + isTable(table)
                        + " GROUP BY "
                        + (replicated ? "partition_id" : "''")
                        + " UNION ALL SELECT "
                        + (isReplica(table) ? unfetched(table) : "0")
                        + ")",
                deciding);
    }

    /** The entries that a replica has still to fetch; more than any window if nobody can say. */
    private static String unfetched(TableDescription table) {
        return "if(count() = 0 OR max(is_readonly OR is_session_expired), toInt64("
                + UNKNOWN
                + "), toInt64(max(inserts_in_queue)) + greatest(0, toInt64(max(log_max_index))"
                + " - toInt64(max(log_pointer)) + 1)) FROM system.replicas WHERE "
                + isTable(table);
    }

    static boolean isReplica(TableDescription table) {
        return table.engine().name().startsWith("Replicated");
    }

    /** The replicas of the table, those that do not run included. */
    long replicas(TableGuarantees table) throws ClickHouseException {
        return number(
                "SELECT max(total_replicas) FROM system.replicas WHERE " + isTable(table.target()));
    }

    /** The partitions that inserts and merges of the last hour have touched; at least 1. */
    long recentPartitions(TableGuarantees table) throws ClickHouseException {
        return number(
                "SELECT greatest(1, uniqExact(partition_id)) FROM system.parts WHERE active AND"
                        + " modification_time > now() - 3600 AND "
                        + isTable(table.target()));
    }

    private long number(String sql) throws ClickHouseException {
        return Long.parseLong(new InDoubtQuery(sql, deciding).rows(client, 1).get(0).get(0));
    }

    /** Tells whether an insert waits for more than one replica. */
    public boolean isQuorum() throws ClickHouseException {
        String quorum = client.value("SELECT toString(getSetting('insert_quorum'))");
        return !quorum.equals("0") && !quorum.equals("1");
    }

    /**
     * Tells whether the functions give the same for the same, at any time. False where the server
     * does not know.
     */
    public boolean areDeterministic(Set<String> functions) throws ClickHouseException {
        if (functions.isEmpty()) {
            return true;
        }
        String names =
                functions.stream()
                        .map(name -> Literals.quote(name.toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining(", "));
        InDoubtQuery query =
                new InDoubtQuery(
                        // A matcher of columns, since servers name it one way or the other.
                        "SELECT uniqExact(lower(seen.1)) FROM (SELECT tuple(name,"
                                + " COLUMNS('^(is_)?deterministic$')) AS seen FROM system.functions"
                                + " WHERE lower(name) IN ("
                                + names
                                + ")) WHERE seen.2 = 1",
                        deciding);
        try {
            return Long.parseLong(query.rows(client, 1).get(0).get(0)) == functions.size();
        } catch (ClickHouseException e) {
            if (e.kind() == FailureKind.RETRY) {
                throw e;
            }
            return false;
        }
    }

    static String isTable(TableDescription table) {
        return "database = "
                + Literals.quote(table.path().database())
                + " AND table = "
                + Literals.quote(table.path().table());
    }
}
