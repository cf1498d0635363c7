// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.ServerZone;
import io.flinkhouse.clickhouse.types.TypeFamily;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.expressions.AggregateExpression;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates Flink's local aggregates, which Flink combines to the result of a batch query, to the
 * server's SQL.
 *
 * @param columns the keys and the aggregates, in the order that Flink asks for
 * @param grouping the expressions of GROUP BY
 */
@Internal
public record LocalAggregates(List<ScanColumn> columns, List<String> grouping) {

    /** The classes of the planner; they are no part of an interface of Flink. */
    private static final Pattern CLASS =
            Pattern.compile(
                    "(?<type>Byte|Short|Int|Long|String|Date|Timestamp|TimestampLtz)?"
                            + "(?<function>Count1|Count|Sum0|Sum|Min|Max)AggFunction");

    /** The types that the server groups as Flink does, or into smaller groups. */
    private static final Set<TypeFamily> KEYS =
            EnumSet.of(
                    TypeFamily.BOOL,
                    TypeFamily.INT8,
                    TypeFamily.INT16,
                    TypeFamily.INT32,
                    TypeFamily.INT64,
                    TypeFamily.UINT8,
                    TypeFamily.UINT16,
                    TypeFamily.UINT32,
                    TypeFamily.UINT64,
                    TypeFamily.STRING,
                    TypeFamily.FIXED_STRING,
                    TypeFamily.ENUM8,
                    TypeFamily.ENUM16,
                    TypeFamily.UUID,
                    TypeFamily.IPV4,
                    TypeFamily.IPV6,
                    TypeFamily.DATE,
                    TypeFamily.DATE32,
                    TypeFamily.DATE_TIME,
                    TypeFamily.DATE_TIME64);

    public LocalAggregates {
        columns = List.copyOf(columns);
        grouping = List.copyOf(grouping);
    }

    /**
     * Translates the aggregates; empty if the server computes one of them differently from Flink.
     *
     * @param input the columns that are aggregated
     * @param keys the places of the keys in the input
     * @param produced the type of the keys and aggregates
     * @param names the names that no column of the result may have
     */
    public static Optional<LocalAggregates> of(
            List<ScanColumn> input,
            int[] keys,
            List<AggregateExpression> aggregates,
            RowType produced,
            Set<String> names) {
        List<ScanColumn> columns = new ArrayList<>();
        List<String> grouping = new ArrayList<>();
        for (int key : keys) {
            ScanColumn column = input.get(key);
            if (!KEYS.contains(TypeMapping.plain(column.spec().type()).family())) {
                return Optional.empty();
            }
            columns.add(column);
            grouping.add(column.expression());
        }
        Set<String> taken = new HashSet<>(names);
        for (AggregateExpression aggregate : aggregates) {
            Optional<ScanColumn> column =
                    translated(aggregate, input, produced.getTypeAt(columns.size()))
                            .map(one -> named(one, taken));
            if (column.isEmpty()) {
                return Optional.empty();
            }
            columns.add(column.get());
        }
        return Optional.of(new LocalAggregates(columns, grouping));
    }

    private static ScanColumn named(ScanColumn column, Set<String> taken) {
        String name = column.spec().name();
        while (!taken.add(name)) {
            name += "'";
        }
        return new ScanColumn(
                column.expression(),
                new ColumnSpec(name, column.spec().type(), column.spec().flinkType()));
    }

    private static Optional<ScanColumn> translated(
            AggregateExpression aggregate, List<ScanColumn> input, LogicalType result) {
        Matcher name = CLASS.matcher(aggregate.getFunctionDefinition().getClass().getSimpleName());
        if (!name.matches()
                || aggregate.isDistinct()
                || aggregate.isApproximate()
                || aggregate.getFilterExpression().isPresent()) {
            return Optional.empty();
        }
        String function = name.group("function");
        if (function.equals("Count1")) {
            return Optional.of(column("count(*)", "toInt64(count())", "Int64", result));
        }
        if (aggregate.getArgs().size() != 1) {
            return Optional.empty();
        }
        ScanColumn argument = input.get(aggregate.getArgs().get(0).getFieldIndex());
        return switch (function) {
            case "Count" ->
                    Optional.of(
                            column(
                                    "count(" + argument.spec().name() + ")",
                                    // count() of a Variant or Dynamic counts its NULLs.
                                    "toInt64(countIf(" + argument.expression() + " IS NOT NULL))",
                                    "Int64",
                                    result));
            case "Sum", "Sum0" -> sum(argument, function.equals("Sum0"), result);
            default -> extreme(argument, function.toLowerCase(Locale.ROOT), result);
        };
    }

    /** Returns the sum with the number of bits that Flink sums with; both wrap around. */
    private static Optional<ScanColumn> sum(ScanColumn argument, boolean zero, LogicalType result) {
        if (!isInteger(argument) || !result.is(LogicalTypeFamily.INTEGER_NUMERIC)) {
            return Optional.empty();
        }
        String type = TypeMapping.toClickHouse(result.copy(false)).toString();
        String sum = "sumOrNull(" + argument.expression() + ")";
        return Optional.of(
                column(
                        "sum(" + argument.spec().name() + ")",
                        "to" + type + "(" + (zero ? "ifNull(" + sum + ", 0)" : sum) + ")",
                        zero ? type : "Nullable(" + type + ")",
                        result));
    }

    private static Optional<ScanColumn> extreme(
            ScanColumn argument, String function, LogicalType result) {
        if (!isOrderedAlike(argument)) {
            return Optional.empty();
        }
        String type = "Nullable(" + TypeMapping.plain(argument.spec().type()) + ")";
        return Optional.of(
                column(
                        function + "(" + argument.spec().name() + ")",
                        "CAST("
                                + function
                                + "OrNull("
                                + argument.expression()
                                + "), "
                                + Literals.quote(type)
                                + ")",
                        type,
                        result));
    }

    private static boolean isOrderedAlike(ScanColumn column) {
        ClickHouseType type = TypeMapping.plain(column.spec().type());
        LogicalType flink = column.spec().flinkType();
        return switch (type.family()) {
            case STRING -> flink.is(LogicalTypeRoot.VARCHAR);
            case DATE, DATE32 -> flink.is(LogicalTypeRoot.DATE);
            case DATE_TIME, DATE_TIME64 ->
                    flink.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
                            || flink.is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)
                                    && ServerZone.ofWallClocks(flink, type).stream()
                                            .allMatch(LocalAggregates::isFixed);
            default -> isInteger(column);
        };
    }

    /** Returns whether wall clocks of the zone have the order of instants. */
    private static boolean isFixed(String zone) {
        return ServerZone.find(zone).filter(known -> known.getRules().isFixedOffset()).isPresent();
    }

    /** Returns whether the column is an integer whose Flink type holds all values. */
    private static boolean isInteger(ScanColumn column) {
        int bits =
                switch (column.spec().flinkType().getTypeRoot()) {
                    case TINYINT -> 8;
                    case SMALLINT -> 16;
                    case INTEGER -> 32;
                    case BIGINT -> 64;
                    default -> 0;
                };
        return switch (TypeMapping.plain(column.spec().type()).family()) {
            case INT8 -> bits >= 8;
            case UINT8, INT16 -> bits >= 16;
            case UINT16, INT32 -> bits >= 32;
            case UINT32, INT64 -> bits >= 64;
            default -> false;
        };
    }

    private static ScanColumn column(String name, String sql, String type, LogicalType flink) {
        return new ScanColumn(sql, new ColumnSpec(name, TypeParser.parse(type), flink));
    }
}
