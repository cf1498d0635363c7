// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.Literals;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Bounds the blocks that splits read to those of the moment of planning, so that all splits see the
 * table at one moment.
 */
final class BlockBounds {

    private static final Logger LOG = LoggerFactory.getLogger(BlockBounds.class);

    /** The conditions are part of the state of the job. */
    static final int LONGEST = 4 << 20;

    private final ClickHouseClient client;
    private final Map<String, String> settings;

    /**
     * @param settings the settings of the queries of splits, so that this one sees the same rows
     */
    BlockBounds(ClickHouseClient client, Map<String, String> settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * Returns the condition of the rows that were in the table, or {@code 1} if it keeps no block
     * numbers or the user may not read them. The bounds are the numbers of rows, not of parts: an
     * attached part has rows with higher numbers than its own.
     *
     * @param splits the number of splits that will have the condition
     */
    String condition(PlannedTable table, TableScan scan, int splits) throws ClickHouseException {
        if (scan.merged() || !table.numbersBlocks()) {
            return "1";
        }
        try {
            String condition =
                    client
                            .query(
                                    "SELECT _partition_id, toString(max(_block_number)) FROM "
                                            + scan.from()
                                            + " WHERE "
                                            + scan.where()
                                            + " GROUP BY _partition_id ORDER BY _partition_id",
                                    settings)
                            .stream()
                            .map(line -> bound(table, line))
                            .collect(Collectors.joining(" OR "));
            if ((long) condition.length() * splits > LONGEST) {
                LOG.info(
                        "The splits of {} read rows that are inserted meanwhile, because it has"
                                + " too many partitions to bound each",
                        table.path());
                return "1";
            }
            return condition.isEmpty() ? "1" : "(" + condition + ")";
        } catch (ClickHouseException e) {
            if (e.kind() != FailureKind.FAIL || e.limit().isPresent()) {
                throw e;
            }
            LOG.info(
                    "The splits of {} read rows that are inserted meanwhile, because the user may"
                            + " not read _block_number: {}",
                    table.path(),
                    e.getMessage());
            return "1";
        }
    }

    private static String bound(PlannedTable table, List<String> line) {
        String bound = "_block_number <= " + line.get(1);
        return table.partitioned()
                ? "_partition_id = " + Literals.quote(line.get(0)) + " AND " + bound
                : bound;
    }
}
