// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.function.SerializableFunction;

import java.util.List;

/** Sets the row kind of another mapping's rows by a function of the user. */
final class KindMapping<T> implements RowMapping<T> {

    private static final long serialVersionUID = 1L;

    private final RowMapping<T> rows;
    private final SerializableFunction<T, RowKind> kind;

    private KindMapping(RowMapping<T> rows, SerializableFunction<T, RowKind> kind) {
        this.rows = rows;
        this.kind = kind;
    }

    /**
     * Returns the mapping with kinds. The mapping must create its own rows, because their kind is
     * set.
     */
    static <T> RowMapping<T> of(RowMapping<T> rows, SerializableFunction<T, RowKind> kind) {
        if (rows.carriesKind()) {
            throw new IllegalStateException(
                    "RowMapping.kind(…) would replace a kind that is given already: by the row"
                            + " itself (Row.setKind, RowData.setRowKind) or by another"
                            + " kind(…). Remove one of the two.");
        }
        return new KindMapping<>(rows, kind);
    }

    @Override
    public boolean carriesKind() {
        return true;
    }

    @Override
    public BoundMapping<T> bind(List<ColumnSpec> columns) {
        BoundMapping<T> bound = rows.bind(columns);
        RowConverter<T> converter = bound.converter();
        SerializableFunction<T, RowKind> kindOf = kind;
        return new BoundMapping<>(
                bound.columns(),
                record -> {
                    RowData row = converter.toRow(record);
                    row.setRowKind(given(kindOf.apply(record)));
                    return row;
                });
    }

    private static RowKind given(RowKind kind) {
        if (kind == null) {
            throw new BadValueException(
                    "The function given to RowMapping.kind(…) returned null; return the RowKind of"
                            + " every record");
        }
        return kind;
    }
}
