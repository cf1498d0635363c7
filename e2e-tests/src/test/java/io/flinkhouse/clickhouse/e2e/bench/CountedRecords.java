// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the records of all subtasks in this process, and lets none through. */
final class CountedRecords<T> extends RichFilterFunction<T> {

    private static final long serialVersionUID = 1L;
    private static final AtomicLong ALL = new AtomicLong();

    private long count;

    private CountedRecords() {}

    /** Ends the stream with a sink that discards its records. */
    static <T> void discard(DataStream<T> records) {
        records.filter(new CountedRecords<>()).sinkTo(new DiscardingSink<>());
    }

    /** Returns the records since the last call. */
    static long take() {
        return ALL.getAndSet(0);
    }

    @Override
    public boolean filter(T value) {
        count++;
        return false;
    }

    @Override
    public void close() {
        ALL.addAndGet(count);
        count = 0;
    }
}
