// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.changelog.RowLiterals;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.MutationStatement;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.ServerZone;
import io.flinkhouse.clickhouse.types.TypeFamily;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Writes the keys that Flink asks for as elements of a list in the server's SQL. */
final class KeyLiterals {

    private static final Set<TypeFamily> NEVER =
            EnumSet.of(
                    TypeFamily.ARRAY,
                    TypeFamily.MAP,
                    TypeFamily.TUPLE,
                    TypeFamily.NESTED,
                    TypeFamily.VARIANT,
                    TypeFamily.DYNAMIC,
                    TypeFamily.JSON);
    private static final Set<TypeFamily> FLOATING =
            EnumSet.of(TypeFamily.FLOAT32, TypeFamily.FLOAT64, TypeFamily.BFLOAT16);
    private static final Set<TypeFamily> ENUMS = EnumSet.of(TypeFamily.ENUM8, TypeFamily.ENUM16);
    private static final Set<TypeFamily> NUMBERS =
            EnumSet.of(
                    TypeFamily.DECIMAL,
                    TypeFamily.UINT64,
                    TypeFamily.INT128,
                    TypeFamily.INT256,
                    TypeFamily.UINT128,
                    TypeFamily.UINT256);
    private static final Set<TypeFamily> TEXTS =
            EnumSet.of(TypeFamily.STRING, TypeFamily.FIXED_STRING);
    private static final int NANO_DIGITS = 9;
    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");

    private final List<ColumnSpec> columns;
    private final RowData.FieldGetter[] fields;
    private final RowLiterals literals;

    /**
     * @param key the key columns, which {@link #refusal} lets pass
     * @param order the places of the columns in the key, in the order in which they are written
     */
    KeyLiterals(List<ScanColumn> key, List<Integer> order) {
        this.columns = new ArrayList<>();
        this.fields = new RowData.FieldGetter[order.size()];
        for (int i = 0; i < fields.length; i++) {
            ColumnSpec spec = key.get(order.get(i)).spec();
            // Two columns of the key may have one name: a column and a metadata column.
            columns.add(
                    new ColumnSpec(
                            "key " + i,
                            TypeMapping.plain(spec.type()),
                            spec.flinkType().copy(false)));
            fields[i] = RowData.createFieldGetter(spec.flinkType(), order.get(i));
        }
        this.literals = new RowLiterals(columns, columns.stream().map(ColumnSpec::name).toList());
    }

    /** Returns the reason why rows cannot be looked up by a column. */
    static Optional<String> refusal(ClickHouseType stored, LogicalType flink) {
        ClickHouseType plain = TypeMapping.plain(stored);
        boolean bytes = flink.is(LogicalTypeFamily.BINARY_STRING);
        if (NEVER.contains(plain.family())
                || plain.family().name().startsWith("INTERVAL_")
                || flink.is(LogicalTypeFamily.INTERVAL)
                || !RowLiterals.canHold(flink)) {
            return Optional.of("values of type " + stored + " cannot be compared with keys");
        }
        return bytes && !TEXTS.contains(plain.family())
                ? Optional.of("declare it as STRING, because its type is " + stored)
                : Optional.empty();
    }

    /**
     * Returns the elements of a key: several, if several values of the server are equal to it.
     *
     * @throws BadValueException if a column cannot hold its value, so that no row has this key
     */
    List<String> of(RowData key) {
        GenericRowData values = new GenericRowData(fields.length);
        boolean special = false;
        for (int i = 0; i < fields.length; i++) {
            Object value = fields[i].getFieldOrNull(key);
            values.setField(i, isEarly(value, i) ? TimestampData.fromEpochMillis(0) : value);
            special |= isEarly(value, i) || needsOther(value, i) || isRepeated(value, i);
        }
        List<String> written = literals.of(values);
        if (!special) {
            return List.of(MutationStatement.tuple(written));
        }
        List<List<String>> all = List.of(List.of());
        for (int i = 0; i < fields.length; i++) {
            all = with(all, alternatives(fields[i].getFieldOrNull(key), i, written.get(i)));
        }
        return all.stream().map(MutationStatement::tuple).toList();
    }

    private static List<List<String>> with(List<List<String>> begun, List<String> next) {
        List<List<String>> all = new ArrayList<>();
        for (List<String> one : begun) {
            for (String literal : next) {
                List<String> longer = new ArrayList<>(one);
                longer.add(literal);
                all.add(longer);
            }
        }
        return all;
    }

    private TypeFamily family(int column) {
        return columns.get(column).type().family();
    }

    private LogicalTypeRoot root(int column) {
        return columns.get(column).flinkType().getTypeRoot();
    }

    private boolean needsOther(Object value, int column) {
        return FLOATING.contains(family(column))
                || isNumberOfEnum(value, column)
                || isTextOfNumber(value, column);
    }

    private boolean isTextOfNumber(Object value, int column) {
        return NUMBERS.contains(family(column)) && value instanceof StringData;
    }

    private boolean isNumberOfEnum(Object value, int column) {
        return ENUMS.contains(family(column)) && value instanceof Number;
    }

    private List<String> alternatives(Object value, int column, String literal) {
        if (isEarly(value, column)) {
            return List.of(instant(((TimestampData) value).toInstant(), column));
        }
        if (isRepeated(value, column)) {
            return instants(value, column).map(instant -> instant(instant, column)).toList();
        }
        if (isNumberOfEnum(value, column)) {
            String type = columns.get(column).type().toString();
            return List.of("CAST(" + value + ", " + Literals.quote(type) + ")");
        }
        if (isTextOfNumber(value, column)) {
            BigDecimal number = new BigDecimal(value.toString()).stripTrailingZeros();
            return List.of(Literals.quote(number.toPlainString()));
        }
        if (FLOATING.contains(family(column))) {
            double number = ((Number) value).doubleValue();
            if (number == 0) {
                return List.of("'0'", "'-0'"); // a list distinguishes them
            }
            return List.of(
                    family(column) == TypeFamily.FLOAT64
                            ? Literals.quote(Double.toString(number))
                            : literal);
        }
        return List.of(literal);
    }

    /** Returns whether the value is an instant that has no literal, because it is before 1970. */
    private boolean isEarly(Object value, int column) {
        return root(column) == LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                && ((TimestampData) value).getMillisecond() < 0;
    }

    /** Returns whether the value is a wall clock that the zone of the column has twice. */
    private boolean isRepeated(Object value, int column) {
        return instants(value, column).count() > 1;
    }

    private Stream<Instant> instants(Object value, int column) {
        if (root(column) != LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE) {
            return Stream.empty();
        }
        LocalDateTime wall = ((TimestampData) value).toLocalDateTime();
        ColumnSpec spec = columns.get(column);
        return ServerZone.ofWallClocks(spec.flinkType(), spec.type()).stream()
                .flatMap(zone -> ServerZone.find(zone).stream())
                .flatMap(zone -> zone.getRules().getValidOffsets(wall).stream())
                .map(wall::toInstant);
    }

    private String instant(Instant instant, int column) {
        if (columns.get(column).type() instanceof ClickHouseType.DateTime
                && instant.getEpochSecond() >= 0) {
            return "toDateTime(" + instant.getEpochSecond() + ")";
        }
        BigDecimal seconds =
                BigDecimal.valueOf(instant.getEpochSecond())
                        .add(BigDecimal.valueOf(instant.getNano(), NANO_DIGITS));
        if (!(columns.get(column).type() instanceof ClickHouseType.DateTime64 type)
                || instant.isBefore(FIRST)
                || seconds.stripTrailingZeros().scale() > type.precision()) {
            throw new BadValueException("The column holds no such instant");
        }
        return "toDateTime64(toDecimal128('%s', %2$d), %2$d)"
                .formatted(seconds.toPlainString(), type.precision());
    }
}
