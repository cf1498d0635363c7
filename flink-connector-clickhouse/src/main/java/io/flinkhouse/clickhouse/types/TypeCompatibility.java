// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Explains why a Flink type cannot be written to a ClickHouse type, nullability aside. */
final class TypeCompatibility {

    private TypeCompatibility() {}

    static Optional<String> of(LogicalType from, ClickHouseType to) {
        ClickHouseType structure = TypeStructure.of(to);
        if (structure instanceof ClickHouseType.Nullable nullable) {
            return of(from, nullable.inner());
        }
        if (structure instanceof ClickHouseType.LowCardinality low) {
            return of(from, low.inner());
        }
        MappingTable.Mapping mapping = MappingTable.of(structure.family());
        if (mapping.accepts().isEmpty()) {
            return Optional.of("ClickHouse type " + to + " cannot be written: " + mapping.rule());
        }
        if (!mapping.accepts().contains(from.getTypeRoot())) {
            return Optional.of(wrongRoot(from, to, mapping));
        }
        return nested(from, to, structure);
    }

    private static String wrongRoot(
            LogicalType from, ClickHouseType to, MappingTable.Mapping mapping) {
        String accepted =
                mapping.accepts().stream()
                        .map(TypeCompatibility::name)
                        .collect(Collectors.joining(", "));
        return from.asSummaryString()
                + " cannot be written to "
                + to
                + ", which accepts "
                + accepted
                + advice(from, to);
    }

    private static Optional<String> nested(
            LogicalType from, ClickHouseType to, ClickHouseType structure) {
        if (structure instanceof ClickHouseType.Array array) {
            return of(((ArrayType) from).getElementType(), array.element());
        }
        if (structure instanceof ClickHouseType.Map map) {
            MapType type = (MapType) from;
            return of(type.getKeyType(), map.key()).or(() -> of(type.getValueType(), map.value()));
        }
        if (structure instanceof ClickHouseType.Tuple tuple) {
            return tuple((RowType) from, tuple, to);
        }
        if (structure instanceof ClickHouseType.Variant variant) {
            return from instanceof RowType row ? variant(row, variant, to) : text(variant, to);
        }
        if (structure instanceof ClickHouseType.Json) {
            return json(from);
        }
        if (structure instanceof ClickHouseType.Dynamic) {
            return dynamic(from);
        }
        return fraction(from, structure);
    }

    private static String advice(LogicalType from, ClickHouseType to) {
        if (from.asSummaryString().startsWith("VARIANT")) { // which not all versions of Flink have
            return "; Flink cannot CAST it either, so give the text itself to a STRING column, without"
                    + " PARSE_JSON";
        }
        boolean time = to.family() == TypeFamily.DATE_TIME || to.family() == TypeFamily.DATE_TIME64;
        return (time && from.is(LogicalTypeFamily.NUMERIC)
                        ? "; write TO_TIMESTAMP_LTZ(x, 3) in the query for milliseconds since 1970,"
                                + " with 0 for seconds,"
                        : "; CAST the column in the query")
                + " or change one of the two types";
    }

    private static Optional<String> fraction(LogicalType from, ClickHouseType to) {
        boolean integer = to.family() != TypeFamily.DECIMAL;
        if (integer && from instanceof DecimalType decimal && decimal.getScale() > 0) {
            return Optional.of(
                    from.asSummaryString()
                            + " has decimal places and "
                            + to
                            + " has none; CAST the column to DECIMAL("
                            + decimal.getPrecision()
                            + ", 0)");
        }
        return Optional.empty();
    }

    private static Optional<String> tuple(
            RowType row, ClickHouseType.Tuple tuple, ClickHouseType to) {
        List<ClickHouseType.Field> fields = tuple.fields();
        if (fields.isEmpty()) {
            return Optional.of(
                    "ClickHouse type "
                            + to
                            + " holds no value; leave the column out of the Flink table");
        }
        if (row.getFieldCount() != fields.size()) {
            return Optional.of(
                    row.asSummaryString()
                            + " has "
                            + row.getFieldCount()
                            + " fields and "
                            + to
                            + " has "
                            + fields.size()
                            + "; write a ROW with as many");
        }
        for (int i = 0; i < fields.size(); i++) {
            ClickHouseType.Field field = fields.get(i);
            int index = tuple.named() ? row.getFieldIndex(field.name()) : i;
            if (index < 0) {
                return Optional.of(
                        row.asSummaryString()
                                + " has no field '"
                                + field.name()
                                + "', which "
                                + to
                                + " has; name the fields of the ROW as those of the tuple");
            }
            Optional<String> refusal = of(row.getTypeAt(index), field.type());
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> variant(
            RowType row, ClickHouseType.Variant variant, ClickHouseType to) {
        List<ClickHouseType> members = variant.members();
        if (row.getFieldCount() != members.size()) {
            return Optional.of(
                    row.asSummaryString()
                            + " needs one field per member of "
                            + to
                            + ", in this order");
        }
        for (int i = 0; i < members.size(); i++) {
            LogicalType type = row.getTypeAt(i);
            if (!type.isNullable()) {
                return Optional.of(
                        "field '"
                                + row.getFieldNames().get(i)
                                + "' of "
                                + row.asSummaryString()
                                + " must be nullable: at most one member of "
                                + to
                                + " is set");
            }
            Optional<String> refusal = of(type, members.get(i));
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(ClickHouseType.Variant variant, ClickHouseType to) {
        return variant.members().contains(new ClickHouseType.Simple(TypeFamily.STRING))
                ? Optional.empty()
                : Optional.of(
                        to
                                + " has no member String for a STRING; write a ROW with one"
                                + " nullable field per member");
    }

    private static Optional<String> dynamic(LogicalType from) {
        try {
            FlinkTypes.toClickHouse(from);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Returns the reason why a Flink type cannot be sent as JSON; empty if JSON text holds its
     * values exactly.
     */
    private static Optional<String> json(LogicalType from) {
        return switch (from.getTypeRoot()) {
            case CHAR, VARCHAR, BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE ->
                    Optional.empty();
            case ARRAY -> json(((ArrayType) from).getElementType());
            case MAP ->
                    text(((MapType) from).getKeyType())
                            ? json(((MapType) from).getValueType())
                            : Optional.of(
                                    from.asSummaryString()
                                            + " cannot become a JSON object: its keys are not"
                                            + " strings; CAST it");
            case ROW -> jsonRow((RowType) from);
            default ->
                    Optional.of(
                            from.asSummaryString()
                                    + " has no exact form in JSON; CAST it to STRING");
        };
    }

    private static Optional<String> jsonRow(RowType row) {
        Set<String> names = new HashSet<>(row.getFieldNames());
        if (names.size() != row.getFieldCount()) {
            return Optional.of(
                    row.asSummaryString() + " has two fields with the same name; rename one");
        }
        return row.getChildren().stream()
                .map(TypeCompatibility::json)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static boolean text(LogicalType type) {
        return type.getTypeRoot() == LogicalTypeRoot.VARCHAR
                || type.getTypeRoot() == LogicalTypeRoot.CHAR;
    }

    static String name(LogicalTypeRoot root) {
        return switch (root) {
            case VARCHAR -> "STRING";
            case VARBINARY -> "BYTES";
            case INTEGER -> "INT";
            case TIMESTAMP_WITHOUT_TIME_ZONE -> "TIMESTAMP";
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> "TIMESTAMP_LTZ";
            case TIME_WITHOUT_TIME_ZONE -> "TIME";
            case INTERVAL_DAY_TIME -> "INTERVAL DAY TO SECOND";
            case INTERVAL_YEAR_MONTH -> "INTERVAL YEAR TO MONTH";
            default -> root.name();
        };
    }
}
