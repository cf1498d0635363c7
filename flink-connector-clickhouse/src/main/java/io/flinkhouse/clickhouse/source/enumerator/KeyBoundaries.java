// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the keys that divide the rows of a scan into ranges of about equal size. */
final class KeyBoundaries {

    private static final Logger LOG = LoggerFactory.getLogger(KeyBoundaries.class);

    /** The granules, or rows, that the server sorts to find the boundaries. */
    private static final long MOST_SORTED = 1_000_000;

    private static final int SAMPLES_PER_RANGE = 50;

    private final ClickHouseClient client;
    private final PlannedTable table;
    private final TableScan scan;
    private final List<SortColumn> key;

    KeyBoundaries(
            ClickHouseClient client, PlannedTable table, TableScan scan, List<SortColumn> key) {
        this.client = client;
        this.table = table;
        this.scan = scan;
        this.key = key;
    }

    /**
     * Returns at most {@code ranges - 1} keys in ascending order of the table, none twice. Each has
     * the fewest columns of the sorting key that distinguish it from the one before.
     */
    List<List<String>> find(int ranges, Estimate estimate) throws ClickHouseException {
        boolean pruned = estimate.rows() < table.rows() / 2;
        return shortest(pruned ? sampled(ranges, estimate.rows()) : indexed(ranges, estimate));
    }

    private List<List<String>> indexed(int ranges, Estimate estimate) throws ClickHouseException {
        String index =
                "mergeTreeIndex("
                        + Literals.quote(table.path().database())
                        + ", "
                        + Literals.quote(table.path().table())
                        + ")";
        try {
            List<List<String>> columns = client.select("DESCRIBE TABLE " + index);
            int count = Math.min(columns.size() - 3, key.size());
            List<SortColumn> inIndex =
                    IntStream.range(0, count)
                            .mapToObj(
                                    i ->
                                            new SortColumn(
                                                    Identifiers.quote(columns.get(i + 3).get(0)),
                                                    key.get(i).type(),
                                                    key.get(i).descending()))
                            .toList();
            long step = estimate.marks() / MOST_SORTED + 1;
            String where =
                    "rows_in_granule > 0"
                            + (step == 1
                                    ? ""
                                    : " AND cityHash64(part_name, mark_number) % " + step + " = 0");
            return client.select(select(inIndex, "rows_in_granule", index, where, ranges));
        } catch (ClickHouseException e) {
            if (e.kind() != FailureKind.FAIL || e.limit().isPresent()) {
                throw e;
            }
            LOG.info(
                    "Splitting the scan of {} by a sample of its keys, because its index cannot be"
                            + " read: {}",
                    table.path(),
                    e.getMessage());
            return sampled(ranges, estimate.rows());
        }
    }

    private List<List<String>> sampled(int ranges, long rows) throws ClickHouseException {
        long samples = Math.min(MOST_SORTED, (long) ranges * SAMPLES_PER_RANGE);
        String where = "(" + scan.where() + ") AND rand64() % " + (rows / samples + 1) + " = 0";
        return client.select(select(key, "1", scan.from(), where, ranges));
    }

    /** Returns the SELECT of the first key of each range but the first. */
    private static String select(
            List<SortColumn> columns, String weight, String from, String where, int ranges) {
        List<Integer> all = IntStream.range(0, columns.size()).boxed().toList();
        String keys = joined(all, i -> columns.get(i).expression() + " AS __k" + i);
        String stored = joined(all, i -> columns.get(i).storedBoundary() + " AS __s" + i);
        String order =
                joined(
                        all,
                        i ->
                                new SortColumn(
                                                "__k" + i,
                                                columns.get(i).type(),
                                                columns.get(i).descending())
                                        .orderBy());
        String numbers =
                columns.get(0).floating()
                        ? " AND ifNull(isNaN(" + columns.get(0).expression() + "), 0) = 0"
                        : "";
        return "SELECT "
                + joined(all, i -> "__key." + (i + 1))
                + " FROM (SELECT argMin(tuple("
                + joined(all, i -> "__s" + i)
                + "), __place) AS __key, intDiv(toUInt128(__place) * "
                + ranges
                + ", __total) AS __range FROM (SELECT *, sum(__w) OVER (ORDER BY "
                + order
                + " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - __w AS __place, sum(__w)"
                + " OVER () AS __total FROM (SELECT "
                + keys
                + ", "
                + stored
                + ", "
                + weight
                + " AS __w FROM "
                + from
                + " WHERE "
                + where
                + numbers
                + ")) GROUP BY __range) WHERE __range > 0 ORDER BY __range";
    }

    private static String joined(List<Integer> all, IntFunction<String> expression) {
        return all.stream().map(expression::apply).collect(Collectors.joining(", "));
    }

    private List<List<String>> shortest(List<List<String>> keys) {
        List<List<String>> boundaries = new ArrayList<>();
        List<String> last = null;
        for (List<String> next : keys) {
            int length = last == null ? 1 : distinct(last, next);
            if (length > 0) {
                last = next;
                boundaries.add(new ArrayList<>(next.subList(0, length)));
            }
        }
        return boundaries;
    }

    /**
     * Returns how many columns distinguish a key from the one before; 0 if they may be equal. The
     * columns after a shortened value say nothing about the order.
     */
    private int distinct(List<String> before, List<String> next) {
        for (int i = 0; i < next.size(); i++) {
            if (!Objects.equals(before.get(i), next.get(i))) {
                return i + 1;
            }
            if (key.get(i).shortened(next.get(i))) {
                return 0;
            }
        }
        return 0;
    }
}
