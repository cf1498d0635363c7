// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the first field of a decoded row that violates its declared type by NULL or by length.
 * Fields without a constraint are not checked.
 */
@Internal
public final class RowConstraint implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int[] required;
    private final CheckedField[] requiredFields;
    private final Part[] parts;

    /**
     * A field whose value is checked.
     *
     * @param place its name in an error
     * @param type its declared type
     */
    public record CheckedField(int position, String place, LogicalType type)
            implements Serializable {

        public static CheckedField of(int position, String column, LogicalType type) {
            return new CheckedField(position, "Column '" + column + "'", type);
        }

        Optional<String> missing() {
            return Optional.of(
                    place
                            + " is "
                            + type.asSummaryString()
                            + " and the message has no value for it");
        }
    }

    /** A constraint on the value of a field. */
    private record Part(String place, RowData.FieldGetter getter, ValueConstraint constraint)
            implements Serializable {}

    private RowConstraint(List<CheckedField> required, List<Part> parts) {
        this.required = required.stream().mapToInt(CheckedField::position).toArray();
        this.requiredFields = required.toArray(CheckedField[]::new);
        this.parts = parts.toArray(Part[]::new);
    }

    static RowConstraint of(List<CheckedField> fields, boolean lengths) {
        List<Part> parts = new ArrayList<>();
        for (CheckedField field : fields) {
            LogicalType nullable = field.type.copy(true);
            ValueConstraint.of(nullable, lengths)
                    .map(
                            constraint ->
                                    new Part(
                                            field.place,
                                            RowData.createFieldGetter(nullable, field.position),
                                            constraint))
                    .ifPresent(parts::add);
        }
        return new RowConstraint(
                fields.stream().filter(field -> !field.type.isNullable()).toList(), parts);
    }

    /** Returns the constraint that accepts every row. */
    static RowConstraint none() {
        return new RowConstraint(List.of(), List.of());
    }

    boolean isEmpty() {
        return required.length == 0 && parts.length == 0;
    }

    /** Returns the first violation with its field; empty if there is none. */
    public Optional<String> fault(RowData row) {
        for (int i = 0; i < required.length; i++) {
            if (row.isNullAt(required[i])) {
                return requiredFields[i].missing();
            }
        }
        for (Part part : parts) {
            Object value = part.getter.getFieldOrNull(row);
            Optional<String> fault =
                    value == null ? Optional.empty() : part.constraint.fault(value);
            if (fault.isPresent()) {
                return Optional.of(part.place + fault.get());
            }
        }
        return Optional.empty();
    }
}
