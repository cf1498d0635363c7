// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Selects the fields that a delete row needs: key, version, partition; the other fields get
 * defaults.
 */
final class PlacementFields {

    private final int[] kept;
    private final RowData.FieldGetter[] getters;
    private final int arity;

    PlacementFields(List<ColumnSpec> columns, Collection<String> names) {
        this.arity = columns.size();
        this.kept =
                IntStream.range(0, arity)
                        .filter(field -> names.contains(columns.get(field).name()))
                        .toArray();
        this.getters = new RowData.FieldGetter[kept.length];
        for (int i = 0; i < kept.length; i++) {
            getters[i] =
                    RowData.createFieldGetter(columns.get(kept[i]).flinkType().copy(true), kept[i]);
        }
    }

    /** Returns a new row with NULL for the fields that are left out. */
    RowData of(RowData row) {
        GenericRowData result = new GenericRowData(row.getRowKind(), arity);
        for (int i = 0; i < kept.length; i++) {
            result.setField(kept[i], getters[i].getFieldOrNull(row));
        }
        return result;
    }
}
