// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.LogicalType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the columns of a row that hold its Kafka topic, partition, offset, key and headers. */
final class MessageColumns {

    private final Map<String, RowData.FieldGetter> fields;

    MessageColumns(List<ColumnSpec> columns) {
        this.fields =
                IntStream.range(0, columns.size())
                        .filter(i -> columns.get(i).name().startsWith("_"))
                        .boxed()
                        .collect(
                                Collectors.toMap(
                                        i -> columns.get(i).name(),
                                        i -> getter(columns.get(i).flinkType(), i)));
    }

    private static RowData.FieldGetter getter(LogicalType type, int position) {
        return RowData.createFieldGetter(type.copy(true), position);
    }

    /** Returns the position; null unless topic, partition and offset are all known. */
    DeadLetter.Position position(RowData row) {
        return value(row, "_topic") instanceof StringData topic
                        && value(row, "_partition") instanceof Number partition
                        && value(row, "_offset") instanceof Number offset
                ? new DeadLetter.Position(
                        topic.toString(), partition.intValue(), offset.longValue())
                : null;
    }

    /** Returns the key; null if there is none. */
    byte[] key(RowData row) {
        return bytes(value(row, "_key"));
    }

    Optional<byte[]> message(RowData row) {
        return Optional.ofNullable(bytes(value(row, "_raw_message")));
    }

    /** Returns the headers; none if the row does not have both columns. */
    DeadLetter.Headers headers(RowData row) {
        return value(row, "_header_keys") instanceof ArrayData names
                        && value(row, "_header_values") instanceof ArrayData values
                ? new DeadLetter.Headers(names, values)
                : DeadLetter.Headers.NONE;
    }

    private static byte[] bytes(Object value) {
        if (value instanceof StringData text) {
            return text.toBytes();
        }
        return value instanceof byte[] bytes ? bytes : null;
    }

    private Object value(RowData row, String column) {
        RowData.FieldGetter field = fields.get(column);
        return field == null ? null : field.getFieldOrNull(row);
    }
}
