// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.sql.Identifiers;

import org.apache.flink.annotation.Internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The queries that tell whether a block in doubt is in its table. */
@Internal
public final class InDoubtQueries {

    private static final Logger LOG = LoggerFactory.getLogger(InDoubtQueries.class);

    /** The words of newer and older servers. */
    private static final Pattern ROW_POLICY =
            Pattern.compile("Row level filter|Row-level security");

    /** A limit of the user's profile would cut the answer, or refuse it in each attempt. */
    private static final Map<String, String> NO_LIMITS =
            Map.of(
                    "max_rows_to_read", "0",
                    "max_bytes_to_read", "0",
                    "max_rows_to_group_by", "0",
                    "max_result_rows", "0",
                    "max_result_bytes", "0",
                    "max_partitions_to_read", "0",
                    "force_primary_key", "0",
                    "force_index_by_date", "0",
                    "force_optimize_projection", "0");

    private final ClickHouseClient client;
    private final String fenceColumn;

    public InDoubtQueries(ClickHouseClient client, String fenceColumn) {
        this.client = client;
        this.fenceColumn = fenceColumn;
    }

    /** A question with its settings and parameters. */
    record Question(String sql, Map<String, String> settings) {}

    /** The state of a replica. */
    public record Replica(boolean readOnly, long delaySeconds) {}

    /**
     * The rows in each partition that carry one of these fences, per fence; of no fences, nothing
     * is read.
     */
    public Map<Long, Map<String, Long>> rows(TableGuarantees table, Collection<Long> fences)
            throws ClickHouseException {
        requireAllRows(table);
        Map<Long, Map<String, Long>> present = new HashMap<>();
        for (List<String> row : put(aboutRows(table, fences))) {
            present.computeIfAbsent(Long.parseUnsignedLong(row.get(0)), fence -> new HashMap<>())
                    .put(row.get(1), Long.parseLong(row.get(2)));
        }
        return present;
    }

    /**
     * Rejects a row policy on the table, which hides blocks. The server names it in the plan of a
     * query, for which no further grant is needed, unless the table is empty.
     */
    void requireAllRows(TableGuarantees table) throws ClickHouseException {
        if (!table.fence()) {
            return;
        }
        String plan =
                "EXPLAIN actions = 1 SELECT "
                        + Identifiers.quote(fenceColumn)
                        + " FROM "
                        + table.path();
        for (List<String> line : client.query(plan, NO_LIMITS)) {
            if (ROW_POLICY.matcher(line.get(0)).find()) {
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
    }

    /** Of no fences, nothing is read. */
    Question aboutRows(TableGuarantees table, Collection<Long> fences) {
        String column = Identifiers.quote(fenceColumn);
        String condition =
                fences.isEmpty()
                        ? "0"
                        : fences.stream()
                                .map(Long::toUnsignedString)
                                .collect(Collectors.joining(", ", column + " IN (", ")"));
        Map<String, String> settings = new HashMap<>(NO_LIMITS);
        settings.put("select_sequential_consistency", table.engine().isReplicated() ? "1" : "0");
        return new Question(
                "SELECT "
                        + column
                        + ", "
                        + partition(table)
                        + ", count() FROM "
                        + table.path()
                        + " WHERE "
                        + condition
                        + " GROUP BY 1, 2",
                settings);
    }

    /** Selects the partition only for partitioned tables, so that others do not need its grant. */
    private static String partition(TableGuarantees table) {
        return isPartitioned(table) ? "_partition_id" : "'all'";
    }

    static boolean isPartitioned(TableGuarantees table) {
        return !table.target().partitionKey().isEmpty();
    }

    /**
     * At most so many inserts have come since a block was sealed: block numbers grow, and a part
     * that was last touched before holds only older ones. Empty where the user may not see parts.
     */
    public OptionalLong insertsSince(TableGuarantees table, long sealedAtMillis)
            throws ClickHouseException {
        try {
            return OptionalLong.of(countedSince(table, sealedAtMillis));
        } catch (ClickHouseException e) {
            if (e.code() != ServerError.ACCESS_DENIED.code()) {
                throw e;
            }
            LOG.info(
                    "User '{}' may not read system.parts, so the token of a block counts as forgotten",
                    client.username());
            return OptionalLong.empty();
        }
    }

    /**
     * @throws ClickHouseException also if the user may not see parts
     */
    private long countedSince(TableGuarantees table, long sealedAtMillis)
            throws ClickHouseException {
        return Long.parseLong(put(aboutInserts(table, sealedAtMillis)).get(0).get(0));
    }

    Question aboutInserts(TableGuarantees table, long sealedAtMillis) {
        String before = "modification_time < toDateTime(" + (sealedAtMillis / 1000 - 1) + ")";
        String scope = table.engine().isReplicated() ? "partition_id" : "''";
        return new Question(
                "SELECT max(n) FROM (SELECT max(max_block_number)"
                        + " - maxIf(max_block_number, "
                        + before
                        + ") AS n FROM system.parts WHERE"
                        + " database = {db:String} AND table = {table:String} GROUP BY "
                        + scope
                        + " UNION ALL SELECT 0)",
                about(table, NO_LIMITS));
    }

    /** The replicas of the table on the server that is asked. */
    public List<Replica> replicas(TableGuarantees table) throws ClickHouseException {
        return put(aboutReplicas(table)).stream()
                .map(row -> new Replica(!row.get(0).equals("0"), Long.parseLong(row.get(1))))
                .toList();
    }

    static Question aboutReplicas(TableGuarantees table) {
        return new Question(
                "SELECT is_readonly, absolute_delay FROM system.replicas WHERE database = {db:String} AND"
                        + " table = {table:String}",
                about(table, NO_LIMITS));
    }

    private List<List<String>> put(Question question) throws ClickHouseException {
        return client.query(question.sql(), question.settings());
    }

    private static Map<String, String> about(TableGuarantees table, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("param_db", table.path().database());
        all.put("param_table", table.path().table());
        return all;
    }
}
