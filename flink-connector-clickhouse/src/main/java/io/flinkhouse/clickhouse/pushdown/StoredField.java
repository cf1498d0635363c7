// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.NestedFieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A column, or a field of a Tuple column at any depth.
 *
 * @param name the name, for a field with the names of what it is in: {@code a.b}
 * @param sql the values in the server's SQL
 * @param type the type with its time zone
 */
@Internal
public record StoredField(String name, String sql, ClickHouseType type) {

    /** Returns the field of a reference; empty for other expressions. */
    static Optional<StoredField> of(TableDescription table, ResolvedExpression expression) {
        if (expression instanceof FieldReferenceExpression field) {
            return of(table, List.of(field.getName()), new int[1]);
        }
        return expression instanceof NestedFieldReferenceExpression field
                ? of(table, List.of(field.getFieldNames()), field.getFieldIndices())
                : Optional.empty();
    }

    /**
     * Returns the field at the end of a path; empty if the table does not have it.
     *
     * @param path the names of the column and its nested fields in Flink
     * @param indexes the places of the fields in their rows in Flink
     * @throws IllegalArgumentException if this connector does not know the type of the column
     */
    public static Optional<StoredField> of(
            TableDescription table, List<String> path, int[] indexes) {
        Optional<StoredField> found =
                table.column(path.get(0)).map(column -> column(table, column));
        for (int i = 1; i < indexes.length && found.isPresent(); i++) {
            found = found.get().part(path.get(i), indexes[i]);
        }
        return found;
    }

    private static StoredField column(TableDescription table, ColumnDescription column) {
        return new StoredField(
                column.name(),
                table.path().column(column.name()),
                TypeMapping.inZone(TypeParser.parse(column.type()), table.timeZone()));
    }

    private Optional<StoredField> part(String field, int index) {
        boolean nullable = type instanceof ClickHouseType.Nullable;
        ClickHouseType within = nullable ? ((ClickHouseType.Nullable) type).inner() : type;
        if (!(within instanceof ClickHouseType.Tuple tuple)) {
            return Optional.empty();
        }
        int place = tuple.named() ? place(tuple, field) : index;
        if (place < 0 || place >= tuple.fields().size()) {
            return Optional.empty();
        }
        ClickHouseType part = tuple.fields().get(place).type();
        return Optional.of(
                new StoredField(
                        name + "." + field,
                        "tupleElement(" + sql + ", " + (place + 1) + ")",
                        nullable && !TypeMapping.hasNull(part)
                                ? new ClickHouseType.Nullable(part)
                                : part));
    }

    private static int place(ClickHouseType.Tuple tuple, String field) {
        return IntStream.range(0, tuple.fields().size())
                .filter(i -> tuple.fields().get(i).name().equals(field))
                .findFirst()
                .orElse(-1);
    }
}
