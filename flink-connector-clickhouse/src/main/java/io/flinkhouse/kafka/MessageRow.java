// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.kafka;

import io.flinkhouse.deadletter.DeadLetter;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.ProjectedRowData;

import java.io.Serializable;
import java.util.List;

/**
 * Where things stand in a row that also tells of its message: what the planner asked for, and what
 * is needed if the message is broken.
 *
 * @param users the positions of the former, in the order of the planner
 * @param keyError its position, or -1 where the key has no format
 */
record MessageRow(
        int[] users, int keyError, int key, int error, int message, KafkaPosition position)
        implements Serializable {

    /** Where a row tells the place of its message. */
    record KafkaPosition(int topic, int partition, int offset) implements Serializable {

        DeadLetter.Position of(RowData row) {
            return new DeadLetter.Position(
                    row.getString(topic).toString(), row.getInt(partition), row.getLong(offset));
        }
    }

    /**
     * @param first how many columns stand before the metadata, the key's own not counted
     * @param read the metadata that is read, in its order
     * @param asked those that the planner asked for
     */
    static MessageRow of(int first, List<String> read, List<String> asked) {
        int[] users = new int[first + asked.size()];
        for (int i = 0; i < users.length; i++) {
            users[i] = i < first ? i : first + read.indexOf(asked.get(i - first));
        }
        int keyError = read.indexOf(VirtualColumn.KEY_ERROR.key());
        return new MessageRow(
                users,
                keyError < 0 ? keyError : first + keyError,
                first + read.indexOf(VirtualColumn.KEY.key()),
                first + read.indexOf(VirtualColumn.ERROR.key()),
                first + read.indexOf(VirtualColumn.BROKEN_MESSAGE.key()),
                new KafkaPosition(
                        first + read.indexOf(VirtualColumn.TOPIC.key()),
                        first + read.indexOf(VirtualColumn.PARTITION.key()),
                        first + read.indexOf(VirtualColumn.OFFSET.key())));
    }

    boolean isBroken(RowData row) {
        return !row.isNullAt(error) || isKeyBroken(row);
    }

    private boolean isKeyBroken(RowData row) {
        return keyError >= 0 && !row.isNullAt(keyError);
    }

    /** A view of one row at a time, as the planner wants it. */
    ProjectedRowData view() {
        return ProjectedRowData.from(users);
    }

    DeadLetter letter(RowData row) {
        boolean ofKey = isKeyBroken(row);
        return new DeadLetter(
                System.currentTimeMillis(),
                ofKey ? DeadLetter.Kind.BROKEN_KEY : DeadLetter.Kind.BROKEN_MESSAGE,
                row.getString(ofKey ? keyError : error).toString(),
                position.of(row),
                bytes(row, key),
                bytes(row, message));
    }

    private static byte[] bytes(RowData row, int field) {
        return row.isNullAt(field) ? null : row.getString(field).toBytes();
    }
}
