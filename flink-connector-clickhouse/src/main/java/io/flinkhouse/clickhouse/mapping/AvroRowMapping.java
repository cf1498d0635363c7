// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.mapping.ValueConverters.ColumnContext;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.table.data.GenericRowData;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Maps Avro records to rows by the names of their fields: {@code userId} also matches the column
 * {@code user_id}. A field without a column is an error.
 *
 * <p>Values keep their logical types at full precision: decimals as DECIMAL, timestamps as the
 * instant or wall clock that they are, to the microsecond or nanosecond. A record goes to a Tuple
 * or a JSON column, a union with null to a column that takes NULL or has a DEFAULT. A value that a
 * column cannot hold is an error; values are never rounded.
 *
 * <p>Needs Avro on the class path of the job, for example by {@code flink-avro}; other parts of the
 * connector do not need it.
 */
@PublicEvolving
public final class AvroRowMapping<T extends IndexedRecord> implements RowMapping<T> {

    private static final long serialVersionUID = 1L;

    /** The schema as text, because not every version of Avro has a serializable schema. */
    private final String schema;

    private AvroRowMapping(Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException(
                    "AvroRowMapping.of(…): the schema is of type "
                            + schema.getType().getName()
                            + "; give that of a record.");
        }
        this.schema = schema.toString();
    }

    /**
     * Returns a mapping of generic records. A record may have another schema, as long as it has
     * these fields.
     *
     * @param schema the schema of a record; its fields are the columns that are written
     * @throws IllegalArgumentException if it is null or not the schema of a record
     */
    public static RowMapping<GenericRecord> of(Schema schema) {
        if (schema == null) {
            throw new IllegalArgumentException("AvroRowMapping.of(…): the schema is null; set it.");
        }
        return new AvroRowMapping<>(schema);
    }

    /**
     * Returns a mapping of a class that Avro generated.
     *
     * @throws IllegalArgumentException if it is null or has no Avro schema
     */
    public static <T extends SpecificRecord> RowMapping<T> of(Class<T> type) {
        if (type == null) {
            throw new IllegalArgumentException("AvroRowMapping.of(…): the class is null; set it.");
        }
        try {
            return new AvroRowMapping<>(SpecificData.get().getSchema(type));
        } catch (AvroRuntimeException e) {
            throw new IllegalArgumentException(
                    "AvroRowMapping.of(…): "
                            + type.getName()
                            + " has no Avro schema; give a class that Avro generated.",
                    e);
        }
    }

    @Override
    @Internal
    public boolean carriesKind() {
        return false;
    }

    @Override
    @Internal
    public BoundMapping<T> bind(List<ColumnSpec> columns) {
        ColumnNames table = new ColumnNames(columns);
        List<ColumnSpec> chosen = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<ValueConverter> converters = new ArrayList<>();
        AvroTypes types = new AvroTypes();
        for (Schema.Field field : parsed().getFields()) {
            ColumnSpec column = table.like(field.name());
            AvroType type = types.of(field.schema(), place(field, column));
            refuseUnfit(field, column, type);
            names.add(field.name());
            converters.add(type.converter());
            chosen.add(new ColumnSpec(column.name(), column.type(), type.flinkType()));
        }
        AvroFields fields = new AvroFields(names, converters);
        GenericRowData row = new GenericRowData(chosen.size());
        return new BoundMapping<>(
                chosen,
                record -> {
                    fields.fill(record, row);
                    return row;
                });
    }

    private Schema parsed() {
        return new Schema.Parser().setValidateDefaults(false).parse(schema);
    }

    private static ColumnContext place(Schema.Field field, ColumnSpec column) {
        return new ColumnContext(
                "column '"
                        + column.name()
                        + "' "
                        + column.type()
                        + " from Avro field '"
                        + field.name()
                        + "' "
                        + AvroTypes.name(field.schema()));
    }

    private static void refuseUnfit(Schema.Field field, ColumnSpec column, AvroType type) {
        Optional<String> refusal = TypeMapping.refusal(type.flinkType(), column.type());
        if (refusal.isPresent()) {
            throw new IllegalArgumentException(
                    "Avro field '"
                            + field.name()
                            + "' "
                            + AvroTypes.name(field.schema())
                            + " does not fit column '"
                            + column.name()
                            + "' "
                            + column.type()
                            + ". In Flink's types: "
                            + refusal.get());
        }
    }
}
