// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.BadValueException;

import org.apache.flink.table.data.GenericRowData;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

import java.util.List;

/**
 * Reads the fields of Avro records into rows. It looks the fields up by name once per schema
 * object; usually all records of a stream share one.
 */
final class AvroFields {

    private final String[] names;
    private final ValueConverter[] converters;
    private final int[] positions;
    private Schema met;

    AvroFields(List<String> names, List<ValueConverter> converters) {
        this.names = names.toArray(String[]::new);
        this.converters = converters.toArray(ValueConverter[]::new);
        this.positions = new int[this.names.length];
    }

    int size() {
        return names.length;
    }

    void fill(IndexedRecord record, GenericRowData row) {
        Schema schema = record.getSchema();
        if (schema != met) {
            meet(schema);
        }
        for (int i = 0; i < converters.length; i++) {
            row.setField(i, converters[i].toInternal(record.get(positions[i])));
        }
    }

    private void meet(Schema schema) {
        met = null;
        for (int i = 0; i < names.length; i++) {
            Schema.Field field = schema.getField(names[i]);
            if (field == null) {
                throw new BadValueException(
                        "An Avro record of "
                                + schema.getFullName()
                                + " has no field '"
                                + names[i]
                                + "', which the schema given to the row mapping has. Read the records"
                                + " with that schema, or give the row mapping theirs");
            }
            positions[i] = field.pos();
        }
        met = schema;
    }
}
