// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeFamily;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.NestedFieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A column or nested field in a comparison, optionally in a CAST that changes none of its values.
 *
 * @param name the name of the column, or {@code a.b} for a nested field
 * @param column the column as SQL of the server
 * @param stored its ClickHouse type with its time zone, without Nullable and LowCardinality
 * @param type the type in which Flink compares it
 */
record Operand(String name, String column, ClickHouseType stored, LogicalType type) {

    private static final Set<TypeFamily> INTEGERS =
            EnumSet.range(TypeFamily.INT8, TypeFamily.UINT256);

    static Optional<Operand> of(TableDescription table, ResolvedExpression expression) {
        if (name(expression).isPresent()) {
            return StoredField.of(table, expression)
                    .map(
                            field ->
                                    new Operand(
                                            field.name(),
                                            field.sql(),
                                            TypeMapping.plain(field.type()),
                                            expression.getOutputDataType().getLogicalType()));
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

    /** Returns the name of a column, or of a field in it with the names of what it is in. */
    static Optional<String> name(ResolvedExpression expression) {
        if (expression instanceof FieldReferenceExpression field) {
            return Optional.of(field.getName());
        }
        return expression instanceof NestedFieldReferenceExpression field
                ? Optional.of(String.join(".", field.getFieldNames()))
                : Optional.empty();
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
