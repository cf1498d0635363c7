// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a value against its declared type: NULL inside it, and its length. */
@FunctionalInterface
@Internal
public interface ValueConstraint extends Serializable {

    /**
     * Returns the violation of a value that is not null; empty if there is none. The text continues
     * after the name of the column.
     */
    Optional<String> fault(Object value);

    /** Returns the constraint of a type; empty if every value is valid. */
    static Optional<ValueConstraint> of(LogicalType type, boolean lengths) {
        return switch (type.getTypeRoot()) {
            case ROW -> ofRow((RowType) type, lengths);
            case ARRAY -> ofArray((ArrayType) type, lengths);
            case MAP -> ofMap((MapType) type, lengths);
            case CHAR, VARCHAR, BINARY, VARBINARY -> lengths ? ofLength(type) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<ValueConstraint> ofRow(RowType type, boolean lengths) {
        List<RowConstraint.CheckedField> fields = new ArrayList<>();
        for (RowType.RowField field : type.getFields()) {
            String place = ", field '" + field.getName() + "'";
            fields.add(new RowConstraint.CheckedField(fields.size(), place, field.getType()));
        }
        RowConstraint constraint = RowConstraint.of(fields, lengths);
        return constraint.isEmpty()
                ? Optional.empty()
                : Optional.of(row -> constraint.fault((RowData) row));
    }

    private static Optional<ValueConstraint> ofArray(ArrayType type, boolean lengths) {
        return ElementConstraint.of(", an element", type.getElementType(), lengths)
                .map(elements -> array -> elements.fault((ArrayData) array));
    }

    private static Optional<ValueConstraint> ofMap(MapType type, boolean lengths) {
        Optional<ElementConstraint> keys =
                ElementConstraint.of(", a key", type.getKeyType(), lengths);
        Optional<ElementConstraint> values =
                ElementConstraint.of(", a value", type.getValueType(), lengths);
        if (keys.isEmpty() && values.isEmpty()) {
            return Optional.empty();
        }
        ElementConstraint ofKeys = keys.orElse(null);
        ElementConstraint ofValues = values.orElse(null);
        return Optional.of(
                value -> {
                    MapData map = (MapData) value;
                    Optional<String> fault = fault(ofKeys, map.keyArray());
                    return fault.isPresent() ? fault : fault(ofValues, map.valueArray());
                });
    }

    private static Optional<String> fault(ElementConstraint constraint, ArrayData elements) {
        return constraint == null ? Optional.empty() : constraint.fault(elements);
    }

    private static Optional<ValueConstraint> ofLength(LogicalType type) {
        int length = LogicalTypeChecks.getLength(type);
        boolean fixed = type.is(LogicalTypeRoot.CHAR) || type.is(LogicalTypeRoot.BINARY);
        String declared = type.copy(true).asSummaryString();
        if (length == Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return Optional.of(
                value -> {
                    int actual = length(value);
                    return actual > length || fixed && actual < length
                            ? Optional.of(
                                    " is "
                                            + declared
                                            + " and the message has a value of length "
                                            + actual)
                            : Optional.empty();
                });
    }

    private static int length(Object value) {
        if (value instanceof StringData data) {
            String text = data.toString();
            return text.codePointCount(0, text.length());
        }
        return ((byte[]) value).length;
    }
}
