// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import java.util.List;
import java.util.function.UnaryOperator;

/** Replaces parts of a type at any depth. */
final class TypeRewriter {

    private TypeRewriter() {}

    /** Returns the type with each innermost type replaced by the result of the rule. */
    static ClickHouseType rewrite(ClickHouseType type, UnaryOperator<ClickHouseType> rule) {
        if (type instanceof ClickHouseType.Nullable nullable) {
            return nullable(rewrite(nullable.inner(), rule));
        }
        if (type instanceof ClickHouseType.LowCardinality low) {
            return new ClickHouseType.LowCardinality(rewrite(low.inner(), rule));
        }
        if (type instanceof ClickHouseType.Array array) {
            return new ClickHouseType.Array(rewrite(array.element(), rule));
        }
        if (type instanceof ClickHouseType.Map map) {
            return new ClickHouseType.Map(rewrite(map.key(), rule), rewrite(map.value(), rule));
        }
        if (type instanceof ClickHouseType.Tuple tuple) {
            return new ClickHouseType.Tuple(fields(tuple.fields(), rule));
        }
        if (type instanceof ClickHouseType.Nested nested) {
            return new ClickHouseType.Nested(fields(nested.fields(), rule));
        }
        if (type instanceof ClickHouseType.Variant variant) {
            return new ClickHouseType.Variant(
                    variant.members().stream().map(member -> rewrite(member, rule)).toList());
        }
        if (type instanceof ClickHouseType.SimpleAggregateFunction simple) {
            return new ClickHouseType.SimpleAggregateFunction(
                    simple.function(), rewrite(simple.inner(), rule));
        }
        return rule.apply(type);
    }

    private static ClickHouseType nullable(ClickHouseType inner) {
        return inner instanceof ClickHouseType.Nullable
                ? inner
                : new ClickHouseType.Nullable(inner);
    }

    private static List<ClickHouseType.Field> fields(
            List<ClickHouseType.Field> fields, UnaryOperator<ClickHouseType> rule) {
        return fields.stream()
                .map(field -> new ClickHouseType.Field(field.name(), rewrite(field.type(), rule)))
                .toList();
    }
}
