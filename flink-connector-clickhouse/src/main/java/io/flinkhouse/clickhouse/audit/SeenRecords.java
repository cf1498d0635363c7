// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

/** Counts the records of a range of offsets. */
final class SeenRecords implements TopicReader.RecordVisitor {

    private long count;
    private long tombstones;
    private long first;
    private long last;
    private long firstTime;

    private SeenRecords() {}

    static SeenRecords in(TopicReader reader, int partition, OffsetRange range) {
        SeenRecords seen = new SeenRecords();
        reader.read(partition, range.from(), range.to(), seen);
        return seen;
    }

    @Override
    public void record(long offset, long timestamp, boolean tombstone) {
        count++;
        if (tombstone) {
            tombstones++;
            return;
        }
        if (values() == 1) {
            first = offset;
            firstTime = timestamp;
        }
        last = offset;
    }

    long count() {
        return count;
    }

    long tombstones() {
        return tombstones;
    }

    /** Returns the number of records that have a value. */
    long values() {
        return count - tombstones;
    }

    /** Returns the offset of the first record with a value. */
    long first() {
        return first;
    }

    long last() {
        return last;
    }

    /** Returns the time of the first record with a value, in milliseconds. */
    long firstTime() {
        return firstTime;
    }
}
