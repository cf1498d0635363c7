// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

import java.util.ArrayList;
import java.util.List;

/**
 * Flink's binary Avro, with a last field that {@link MarkedDeserializer} appends to each message.
 */
record MarkedAvroFormat(DecodingFormat<DeserializationSchema<RowData>> avro)
        implements DecodingFormat<DeserializationSchema<RowData>> {

    @Override
    public ChangelogMode getChangelogMode() {
        return avro.getChangelogMode();
    }

    @Override
    public DeserializationSchema<RowData> createRuntimeDecoder(
            DynamicTableSource.Context context, DataType physical) {
        return new MarkedDeserializer(
                avro.createRuntimeDecoder(context, marked(physical)),
                context.createTypeInformation(physical));
    }

    private static DataType marked(DataType physical) {
        List<DataTypes.Field> fields = new ArrayList<>(DataType.getFields(physical));
        String unused = String.join("_", DataType.getFieldNames(physical)) + "_end";
        fields.add(DataTypes.FIELD(unused, DataTypes.BIGINT().notNull()));
        DataType marked = DataTypes.ROW(fields.toArray(DataTypes.Field[]::new));
        return physical.getLogicalType().isNullable() ? marked : marked.notNull();
    }
}
