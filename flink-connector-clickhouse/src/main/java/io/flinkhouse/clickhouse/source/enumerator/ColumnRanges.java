// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.PartitionColumn;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.sql.Identifiers;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Divides any relation by ranges of a numeric column, of which the first and the last are open. */
final class ColumnRanges {

    private static final Pattern NUMERIC =
            Pattern.compile("(Nullable\\()?(U?Int\\d+|Float\\d+|BFloat16|Decimal\\(.*\\))\\)?");

    private ColumnRanges() {}

    /**
     * Returns conditions of which each row satisfies exactly one: NULL is in the first range, NaN
     * in the last.
     *
     * @throws ClickHouseException if the relation has no such column, or it is not numeric
     */
    static List<String> conditions(ClickHouseClient client, String from, PartitionColumn column)
            throws ClickHouseException {
        String name = Identifiers.quote(column.name());
        String type =
                client.select("DESCRIBE (SELECT " + name + " FROM " + from + ")").get(0).get(1);
        if (!NUMERIC.matcher(type).matches()) {
            throw new ClickHouseException(
                    ServerError.ILLEGAL_TYPE_OF_ARGUMENT.code(),
                    FailureKind.FAIL,
                    "'scan.partition.column' = '"
                            + column.name()
                            + "' has the type "
                            + type
                            + ". Choose a column of integers, floats or decimals.");
        }
        return conditions(column, type.startsWith("Nullable"), type.contains("Float"));
    }

    static List<String> conditions(PartitionColumn column, boolean nullable, boolean floating) {
        String name = Identifiers.quote(column.name());
        List<BigInteger> bounds = bounds(column);
        if (bounds.isEmpty()) {
            return List.of("1");
        }
        List<String> ranges = new ArrayList<>();
        ranges.add(name + " < " + bounds.get(0) + (nullable ? " OR " + name + " IS NULL" : ""));
        for (int i = 0; i < bounds.size(); i++) {
            String from = name + " >= " + bounds.get(i);
            boolean last = i == bounds.size() - 1;
            ranges.add(
                    last
                            ? from + (floating ? " OR isNaN(" + name + ")" : "")
                            : from + " AND " + name + " < " + bounds.get(i + 1));
        }
        return ranges;
    }

    /** Returns the inner bounds of ranges of equal width, none twice. */
    private static List<BigInteger> bounds(PartitionColumn column) {
        BigInteger lower = BigInteger.valueOf(column.lower());
        BigInteger width = BigInteger.valueOf(column.upper()).subtract(lower);
        List<BigInteger> bounds = new ArrayList<>();
        for (int i = 1; i < column.ranges(); i++) {
            BigInteger bound =
                    lower.add(
                            width.multiply(BigInteger.valueOf(i))
                                    .divide(BigInteger.valueOf(column.ranges())));
            if (bounds.isEmpty() || !bounds.get(bounds.size() - 1).equals(bound)) {
                bounds.add(bound);
            }
        }
        return bounds;
    }
}
