// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.types.logical.LogicalType;

import java.io.Serializable;
import java.util.Optional;

/** Finds the first element of an array that violates the declared element type. */
final class ElementConstraint implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String place;
    private final LogicalType type;
    private final ArrayData.ElementGetter getter;
    private final ValueConstraint inside; // null if any value is valid

    private ElementConstraint(String place, LogicalType type, ValueConstraint inside) {
        this.place = place;
        this.type = type;
        this.getter = ArrayData.createElementGetter(type.copy(true));
        this.inside = inside;
    }

    /**
     * Returns the constraint; empty if every element is valid.
     *
     * @param place the name of an element in an error
     */
    static Optional<ElementConstraint> of(String place, LogicalType type, boolean lengths) {
        Optional<ValueConstraint> inside = ValueConstraint.of(type, lengths);
        return type.isNullable() && inside.isEmpty()
                ? Optional.empty()
                : Optional.of(new ElementConstraint(place, type, inside.orElse(null)));
    }

    Optional<String> fault(ArrayData elements) {
        for (int i = 0; i < elements.size(); i++) {
            Optional<String> fault = elements.isNullAt(i) ? faultOfNull() : fault(elements, i);
            if (fault.isPresent()) {
                return Optional.of(place + fault.get());
            }
        }
        return Optional.empty();
    }

    private Optional<String> faultOfNull() {
        return type.isNullable()
                ? Optional.empty()
                : Optional.of(" is " + type.asSummaryString() + " and the message has NULL");
    }

    private Optional<String> fault(ArrayData elements, int index) {
        return inside == null
                ? Optional.empty()
                : inside.fault(getter.getElementOrNull(elements, index));
    }
}
