// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Maps Java records and beans by the names of their properties. */
final class ObjectMapping<T> implements RowMapping<T> {

    private static final long serialVersionUID = 1L;

    private final Class<T> type;

    ObjectMapping(Class<T> type) {
        this.type = type;
    }

    @Override
    public boolean carriesKind() {
        return false;
    }

    @Override
    public BoundMapping<T> bind(List<ColumnSpec> columns) {
        ColumnNames table = new ColumnNames(columns);
        List<ColumnSpec> chosen = new ArrayList<>();
        List<Function<Object, Object>> accessors = new ArrayList<>();
        for (BeanProperties.Property property : BeanProperties.of(type).all()) {
            chosen.add(inTheFormOf(property.type(), table.like(property.name())));
            accessors.add(property.accessor());
        }
        return new BoundMapping<>(chosen, new ObjectConverter<>(chosen, accessors));
    }

    /**
     * Returns the column with the Flink type of the Java type: TIMESTAMP for a LocalDateTime,
     * TIMESTAMP_LTZ for other times.
     */
    private static ColumnSpec inTheFormOf(Class<?> javaType, ColumnSpec column) {
        LogicalType flink = column.flinkType();
        boolean wallClock = flink.is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE);
        boolean instant = flink.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
        if (javaType == Object.class || !wallClock && !instant) {
            return column;
        }
        int precision = LogicalTypeChecks.getPrecision(flink);
        boolean nullable = flink.isNullable();
        LogicalType form =
                javaType == LocalDateTime.class
                        ? new TimestampType(nullable, precision)
                        : new LocalZonedTimestampType(nullable, precision);
        return new ColumnSpec(column.name(), column.type(), form);
    }

    private static final class ObjectConverter<T> implements RowConverter<T> {

        private final ValueConverter[] values;
        private final Function<Object, Object>[] accessors;
        private final GenericRowData row;

        @SuppressWarnings({"unchecked", "rawtypes"})
        ObjectConverter(List<ColumnSpec> columns, List<Function<Object, Object>> accessors) {
            this.values = ValueConverters.of(columns);
            this.accessors = accessors.toArray(Function[]::new);
            this.row = new GenericRowData(values.length);
        }

        @Override
        public RowData toRow(T record) {
            for (int i = 0; i < values.length; i++) {
                row.setField(i, values[i].toInternal(accessors[i].apply(record)));
            }
            return row;
        }
    }
}
