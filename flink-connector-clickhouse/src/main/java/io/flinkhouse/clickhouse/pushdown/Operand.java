// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeFamily;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A column in a comparison, optionally in a CAST that changes none of its values.
 *
 * @param name the name of the column
 * @param column the column as SQL of the server
 * @param stored its ClickHouse type with its time zone, without Nullable and LowCardinality
 * @param type the type in which Flink compares it
 */
record Operand(String name, String column, ClickHouseType stored, LogicalType type) {

    private static final Set<TypeFamily> INTEGERS =
            EnumSet.range(TypeFamily.INT8, TypeFamily.UINT256);

    static Optional<Operand> of(TableDescription table, ResolvedExpression expression) {
        if (expression instanceof FieldReferenceExpression field) {
            return table.column(field.getName())
                    .map(
                            column ->
                                    new Operand(
                                            column.name(),
                                            table.path().column(column.name()),
                                            stored(column.type(), table.timeZone()),
                                            field.getOutputDataType().getLogicalType()));
        }
        if (expression instanceof CallExpression call
                && call.getFunctionDefinition().equals(BuiltInFunctionDefinitions.CAST)) {
            LogicalType to = call.getOutputDataType().getLogicalType();
            return of(table, call.getResolvedChildren().get(0))
                    .filter(operand -> Casts.keepValues(operand.type, to))
                    .map(operand -> new Operand(operand.name, operand.column, operand.stored, to));
        }
        return Optional.empty();
    }

    private static ClickHouseType stored(String type, String zone) {
        return TypeMapping.plain(TypeMapping.inZone(TypeParser.parse(type), zone));
    }

    /** Returns whether the operand is a text in Flink. */
    boolean isText() {
        return type.is(LogicalTypeFamily.CHARACTER_STRING);
    }

    /** Returns whether the operand is an integer or a decimal in both Flink and ClickHouse. */
    boolean isNumber() {
        return type.is(LogicalTypeFamily.NUMERIC)
                && (stored instanceof ClickHouseType.Decimal || INTEGERS.contains(stored.family()));
    }

    LogicalTypeRoot root() {
        return type.getTypeRoot();
    }
}
