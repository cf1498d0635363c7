// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.deadletter.DeadLetter;
import io.flinkhouse.clickhouse.kafka.format.RowConstraint;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.ProjectedRowData;

import java.io.Serializable;
import java.util.List;

/**
 * The positions of message metadata in a row: columns that the planner requested, and columns that
 * a broken message needs. A position is -1 if the row has no such column.
 *
 * @param users the positions of the columns that the planner requested, in its order
 * @param metadata the constraints of the declared metadata columns
 */
record MetadataLayout(
        int[] users, Errors errors, Bytes bytes, KafkaPosition position, RowConstraint metadata)
        implements Serializable {

    /** The positions of the errors of a broken message's key and value. */
    private record Errors(int ofKey, int ofValue) implements Serializable {}

    /** The positions of the raw bytes of the message's key, value and headers. */
    private record Bytes(int ofKey, int ofValue, int ofHeaders) implements Serializable {}

    /** The positions of topic, partition and offset. */
    private record KafkaPosition(int topic, int partition, int offset) implements Serializable {

        DeadLetter.Position of(RowData row) {
            return new DeadLetter.Position(
                    row.getString(topic).toString(), row.getInt(partition), row.getLong(offset));
        }
    }

    /**
     * @param read the metadata that is read, in its order
     * @param asked the metadata that the planner requested
     */
    static MetadataLayout of(ReadColumns read, List<String> asked, RowConstraint metadata) {
        int[] users = new int[read.first() + asked.size()];
        for (int i = 0; i < users.length; i++) {
            users[i] = i < read.first() ? i : read.position(asked.get(i - read.first()));
        }
        int broken = read.position(VirtualColumn.BROKEN_MESSAGE.key());
        return new MetadataLayout(
                users,
                new Errors(
                        read.position(VirtualColumn.KEY_ERROR.key()),
                        read.position(VirtualColumn.ERROR.key())),
                new Bytes(
                        read.position(VirtualColumn.KEY.key()),
                        broken < 0 ? read.position(VirtualColumn.RAW_MESSAGE.key()) : broken,
                        read.position(VirtualColumn.HEADERS.key())),
                new KafkaPosition(
                        read.position(VirtualColumn.TOPIC.key()),
                        read.position(VirtualColumn.PARTITION.key()),
                        read.position(VirtualColumn.OFFSET.key())),
                metadata);
    }

    boolean isBroken(RowData row) {
        return !row.isNullAt(errors.ofValue) || isKeyBroken(row) || metadata.fault(row).isPresent();
    }

    private boolean isKeyBroken(RowData row) {
        return errors.ofKey >= 0 && !row.isNullAt(errors.ofKey);
    }

    /** Returns a view of one row at a time with the columns that the planner requested. */
    ProjectedRowData view() {
        return ProjectedRowData.from(users);
    }

    DeadLetter deadLetter(RowData row) {
        boolean ofKey = isKeyBroken(row);
        return new DeadLetter(
                System.currentTimeMillis(),
                ofKey
                        ? DeadLetter.DeadLetterKind.BROKEN_KEY
                        : DeadLetter.DeadLetterKind.BROKEN_MESSAGE,
                error(row, ofKey ? errors.ofKey : errors.ofValue),
                position.of(row),
                bytes(row, bytes.ofKey),
                bytes(row, bytes.ofValue),
                bytes.ofHeaders < 0
                        ? DeadLetter.Headers.NONE
                        : HeaderArrays.of(row.getMap(bytes.ofHeaders)));
    }

    private String error(RowData row, int field) {
        return row.isNullAt(field)
                ? metadata.fault(row).orElseThrow()
                : row.getString(field).toString();
    }

    private static byte[] bytes(RowData row, int field) {
        return field < 0 || row.isNullAt(field) ? null : row.getString(field).toBytes();
    }
}
