// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.error.Suggestion;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.Row;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Maps {@link Row}s, by name where they have names, else by position. */
final class FlinkRowMapping implements RowMapping<Row> {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean carriesKind() {
        return true;
    }

    @Override
    public BoundMapping<Row> bind(List<ColumnSpec> columns) {
        return new BoundMapping<>(columns, new FlinkRowConverter(columns));
    }

    private static final class FlinkRowConverter implements RowConverter<Row> {

        private final String[] names;
        private final Set<String> known;
        private final ValueConverter[] values;
        private final GenericRowData row;

        FlinkRowConverter(List<ColumnSpec> columns) {
            this.names = columns.stream().map(ColumnSpec::name).toArray(String[]::new);
            this.known = new HashSet<>(List.of(names));
            this.values = ValueConverters.of(columns);
            this.row = new GenericRowData(names.length);
        }

        @Override
        public RowData toRow(Row record) {
            row.setRowKind(record.getKind());
            Set<String> given = record.getFieldNames(false);
            if (given == null) {
                byPosition(record);
            } else {
                byName(record, given);
            }
            return row;
        }

        private void byPosition(Row record) {
            if (record.getArity() != names.length) {
                throw new BadValueException(
                        "A row has "
                                + record.getArity()
                                + " fields, the written columns are "
                                + Suggestion.list(List.of(names))
                                + "; give the sink its columns in the order of the fields, or use"
                                + " rows with named fields");
            }
            for (int i = 0; i < names.length; i++) {
                row.setField(i, values[i].toInternal(record.getField(i)));
            }
        }

        private void byName(Row record, Set<String> given) {
            int found = 0;
            for (int i = 0; i < names.length; i++) {
                boolean present = given.contains(names[i]);
                found += present ? 1 : 0;
                row.setField(i, present ? values[i].toInternal(record.getField(names[i])) : null);
            }
            if (found < given.size()) {
                throw new BadValueException(
                        "The row field '"
                                + given.stream().filter(n -> !known.contains(n)).findFirst().get()
                                + "' is not one of the written columns "
                                + Suggestion.list(List.of(names))
                                + "; rename it, or leave it out");
            }
        }
    }
}
