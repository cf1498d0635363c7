// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DateType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.FloatType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.SmallIntType;
import org.apache.flink.table.types.logical.TimeType;
import org.apache.flink.table.types.logical.TinyIntType;
import org.apache.flink.table.types.logical.VarCharType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Maps ClickHouse types to Flink types, in both directions. */
@Internal
public final class TypeMapping {

    private TypeMapping() {}

    /**
     * Returns the reason why a Flink column cannot be written to a ClickHouse column; empty if it
     * can.
     *
     * <p>A nullable column is refused where ClickHouse has no NULL and no rule replaces it. Inside
     * arrays, maps and rows, where Flink's own types are nullable unless the user says otherwise,
     * the values decide: a NULL that cannot be written is an error of its row.
     */
    public static Optional<String> refusal(LogicalType from, ClickHouseType to) {
        if (from.isNullable() && !takesNull(to)) {
            Optional<String> other = TypeCompatibility.of(from, to);
            return other.isPresent()
                    ? other
                    : Optional.of(
                            from.asSummaryString()
                                    + " is nullable, but "
                                    + to
                                    + " cannot store NULL; declare the Flink column NOT NULL or"
                                    + " the ClickHouse column Nullable("
                                    + to
                                    + "), or give the ClickHouse column a DEFAULT for NULL");
        }
        return TypeCompatibility.of(from, to);
    }

    /**
     * Returns the Flink type that holds every value of a ClickHouse type.
     *
     * @throws IllegalArgumentException naming the type, if there is none
     */
    public static LogicalType toFlink(ClickHouseType type) {
        return natural(type).copy(hasNull(type));
    }

    /**
     * Returns the ClickHouse type that a new column for a Flink type gets.
     *
     * @throws IllegalArgumentException naming the type, if there is none
     */
    public static ClickHouseType toClickHouse(LogicalType type) {
        return FlinkTypes.toClickHouse(type);
    }

    /**
     * Returns the type of the values without Nullable, LowCardinality and SimpleAggregateFunction.
     */
    public static ClickHouseType plain(ClickHouseType type) {
        if (type instanceof ClickHouseType.Nullable nullable) {
            return plain(nullable.inner());
        }
        if (type instanceof ClickHouseType.LowCardinality low) {
            return plain(low.inner());
        }
        return type instanceof ClickHouseType.SimpleAggregateFunction simple
                ? plain(simple.inner())
                : type;
    }

    /** Returns whether NULL is a value of this type. */
    public static boolean hasNull(ClickHouseType type) {
        if (type instanceof ClickHouseType.LowCardinality low) {
            return hasNull(low.inner());
        }
        if (type instanceof ClickHouseType.SimpleAggregateFunction simple) {
            return hasNull(simple.inner());
        }
        return switch (type.family()) {
            case NULLABLE, VARIANT, DYNAMIC, GEOMETRY -> true;
            default -> false;
        };
    }

    /**
     * Returns the type in which values for a column with a DEFAULT are sent: nullable, because the
     * server replaces NULL by the DEFAULT ({@code input_format_null_as_default}).
     */
    public static ClickHouseType nullForDefault(ClickHouseType type) {
        if (takesNull(type) || type instanceof ClickHouseType.SimpleAggregateFunction) {
            return type;
        }
        return type instanceof ClickHouseType.LowCardinality low
                ? new ClickHouseType.LowCardinality(new ClickHouseType.Nullable(low.inner()))
                : new ClickHouseType.Nullable(type);
    }

    /**
     * Returns the type to which a query must CAST a column so that the block decoder can read it:
     * text for JSON and Dynamic, else the type itself.
     */
    public static ClickHouseType readable(ClickHouseType type) {
        return TypeRewriter.rewrite(
                type,
                part ->
                        switch (part.family()) {
                            case JSON -> new ClickHouseType.Simple(TypeFamily.STRING);
                            case DYNAMIC ->
                                    new ClickHouseType.Nullable(
                                            new ClickHouseType.Simple(TypeFamily.STRING));
                            default -> part;
                        });
    }

    /**
     * Returns the type with this time zone where its name has none. Without it, a TIMESTAMP written
     * to such a column is taken as a wall clock in UTC; the server shows the column in {@code
     * timezone()}.
     */
    public static ClickHouseType inZone(ClickHouseType type, String zone) {
        return zones(type, own -> own.isEmpty() ? zone : own);
    }

    /** Returns the type without time zones, which do not affect its bytes. */
    public static ClickHouseType withoutZone(ClickHouseType type) {
        return zones(type, own -> "");
    }

    private static ClickHouseType zones(ClickHouseType type, UnaryOperator<String> rule) {
        return TypeRewriter.rewrite(
                type,
                part -> {
                    if (part instanceof ClickHouseType.DateTime time) {
                        return new ClickHouseType.DateTime(rule.apply(time.zone()));
                    }
                    if (part instanceof ClickHouseType.DateTime64 time) {
                        return new ClickHouseType.DateTime64(
                                time.precision(), rule.apply(time.zone()));
                    }
                    return part;
                });
    }

    private static boolean takesNull(ClickHouseType type) {
        return hasNull(type)
                || switch (TypeStructure.of(type).family()) {
                    case ARRAY, MAP, TUPLE -> true;
                    default -> false;
                };
    }

    private static LogicalType natural(ClickHouseType type) {
        ClickHouseType structure = TypeStructure.of(type);
        if (structure instanceof ClickHouseType.Nullable nullable) {
            return natural(nullable.inner());
        }
        if (structure instanceof ClickHouseType.LowCardinality low) {
            return natural(low.inner());
        }
        if (structure instanceof ClickHouseType.Array array) {
            return new ArrayType(toFlink(array.element()));
        }
        if (structure instanceof ClickHouseType.Map map) {
            return new MapType(toFlink(map.key()), toFlink(map.value()));
        }
        if (structure instanceof ClickHouseType.Tuple tuple) {
            return row(tuple);
        }
        if (structure instanceof ClickHouseType.Variant variant) {
            return row(variant);
        }
        return scalar(structure);
    }

    private static LogicalType scalar(ClickHouseType type) {
        return switch (type.family()) {
            case BOOL -> new BooleanType();
            case INT8 -> new TinyIntType();
            case INT16, UINT8 -> new SmallIntType();
            case INT32, UINT16 -> new IntType();
            case INT64, UINT32 -> new BigIntType();
            case UINT64 -> new DecimalType(20, 0);
            case FLOAT32, BFLOAT16 -> new FloatType();
            case FLOAT64 -> new DoubleType();
            case DECIMAL -> decimal((ClickHouseType.Decimal) type);
            case DATE, DATE32 -> new DateType();
            case TIME -> new TimeType(0);
            case TIME64 -> new TimeType(((ClickHouseType.Time64) type).precision());
            case DATE_TIME -> new LocalZonedTimestampType(0);
            case DATE_TIME64 ->
                    new LocalZonedTimestampType(((ClickHouseType.DateTime64) type).precision());
            case INT128, INT256, UINT128, UINT256 -> text();
            case STRING, FIXED_STRING, ENUM8, ENUM16, UUID, IPV4, IPV6, JSON, DYNAMIC -> text();
            case INTERVAL_NANOSECOND,
                    INTERVAL_MICROSECOND,
                    INTERVAL_MILLISECOND,
                    INTERVAL_SECOND,
                    INTERVAL_MINUTE,
                    INTERVAL_HOUR,
                    INTERVAL_DAY,
                    INTERVAL_WEEK,
                    INTERVAL_MONTH,
                    INTERVAL_QUARTER,
                    INTERVAL_YEAR ->
                    new BigIntType();
            default ->
                    throw new IllegalArgumentException(
                            "ClickHouse type "
                                    + type
                                    + " has no Flink type: "
                                    + MappingTable.of(type.family()).rule()
                                    + " Leave the column out.");
        };
    }

    private static LogicalType text() {
        return new VarCharType(VarCharType.MAX_LENGTH);
    }

    private static LogicalType decimal(ClickHouseType.Decimal type) {
        return type.precision() <= DecimalType.MAX_PRECISION
                ? new DecimalType(type.precision(), type.scale())
                : text();
    }

    private static LogicalType row(ClickHouseType.Tuple tuple) {
        if (tuple.fields().isEmpty()) {
            throw new IllegalArgumentException(
                    "ClickHouse type " + tuple + " has no Flink type: it holds no value");
        }
        List<RowType.RowField> fields = new ArrayList<>();
        for (ClickHouseType.Field field : tuple.fields()) {
            String name = field.name().isEmpty() ? "f" + fields.size() : field.name();
            fields.add(new RowType.RowField(name, toFlink(field.type())));
        }
        return new RowType(fields);
    }

    private static LogicalType row(ClickHouseType.Variant variant) {
        return new RowType(
                variant.members().stream()
                        .map(m -> new RowType.RowField(m.toString(), toFlink(m).copy(true)))
                        .toList());
    }
}
