// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.source.split.BlockRange;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The parts in which the rows of some inserts are, so that a query needs not read the others. A
 * merge may replace them at any time: a query has read all rows only if they are still active when
 * it has begun to answer.
 *
 * @param parts the parts by name; the values differ if one was removed and came back
 */
@Internal
public record RangeParts(TablePath table, Map<String, String> parts) {

    /** The server reads wrong block numbers from projections. */
    public static final Map<String, String> SETTINGS =
            Map.of("optimize_use_projections", "0", "optimize_use_implicit_projections", "0");

    /** Lists the parts of a range. */
    public static RangeParts of(ClickHouseClient client, TablePath table, BlockRange range)
            throws ClickHouseException {
        return of(
                client,
                table,
                "partition_id = "
                        + Literals.quote(range.partition())
                        + " AND max_block_number >= "
                        + range.from().block()
                        + " AND min_block_number <= "
                        + range.upTo());
    }

    /** Lists all parts. */
    static RangeParts all(ClickHouseClient client, TablePath table) throws ClickHouseException {
        return of(client, table, "NOT startsWith(partition_id, 'patch-')");
    }

    private static RangeParts of(ClickHouseClient client, TablePath table, String which)
            throws ClickHouseException {
        Map<String, String> parts = new LinkedHashMap<>();
        for (List<String> line :
                client.query(
                        "SELECT name, toString(modification_time) FROM system.parts WHERE database"
                                + " = "
                                + Literals.quote(table.database())
                                + " AND table = "
                                + Literals.quote(table.table())
                                + " AND active AND "
                                + which)) {
            parts.put(line.get(0), line.get(1));
        }
        return new RangeParts(table, parts);
    }

    /** Returns the condition of the rows in the parts. */
    public String condition() {
        return parts.isEmpty()
                ? "0"
                : "_part IN ("
                        + parts.keySet().stream()
                                .map(Literals::quote)
                                .collect(Collectors.joining(", "))
                        + ")";
    }

    /** Returns whether all these parts are active now. */
    public boolean areActive(ClickHouseClient client) throws ClickHouseException {
        if (parts.isEmpty()) {
            return true;
        }
        String names = condition().replaceFirst("^_part", "name");
        return new HashSet<>(of(client, table, names).parts.entrySet())
                .containsAll(parts.entrySet());
    }

    /**
     * Refuses parts with rows that another table or partition has numbered.
     *
     * @throws ClickHouseException of kind FAIL if there are any
     */
    public void requireOwnNumbers(ClickHouseClient client) throws ClickHouseException {
        if (parts.isEmpty()) {
            return;
        }
        Optional<List<String>> foreign =
                client
                        .query(
                                "SELECT _part, toString(_block_number) FROM "
                                        + table
                                        + " WHERE "
                                        + condition()
                                        + " AND (_block_number < "
                                        + number(1)
                                        + " OR _block_number > "
                                        + number(2)
                                        + ") LIMIT 1",
                                SETTINGS)
                        .stream()
                        .findFirst();
        if (foreign.isPresent()) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "Part "
                            + foreign.get().get(0)
                            + " of table "
                            + table
                            + " has rows with the block number "
                            + foreign.get().get(1)
                            + ", which is not one of this part: it was attached, moved or copied"
                            + " from elsewhere, or detached and attached again. Which of its rows"
                            + " were read cannot be told. Insert rows with INSERT … SELECT instead"
                            + " of ALTER TABLE … ATTACH, REPLACE or MOVE PARTITION; to go on with"
                            + " this table, copy its rows into a new one and start the job without"
                            + " its old state.",
                    null);
        }
    }

    /** Returns the SQL of a number in the name of a row's part: partition_min_max_level. */
    private String number(int place) {
        String names =
                parts.keySet().stream().map(Literals::quote).collect(Collectors.joining(", "));
        String numbers =
                parts.keySet().stream()
                        .map(name -> name.split("_")[place])
                        .collect(Collectors.joining(", "));
        return "transform(_part, [" + names + "], [" + numbers + "]::Array(UInt64), 0::UInt64)";
    }
}
