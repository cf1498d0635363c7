// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.testutils.job.OwnFlink;

import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the records of all subtasks in this process, and lets none through. */
final class CountedRecords<T> extends RichFilterFunction<T> {

    private static final long serialVersionUID = 1L;
    private static final AtomicLong ALL = new AtomicLong();

    private long count;

    private CountedRecords() {}

    /** An environment whose jobs run on a cluster in this process. */
    static StreamExecutionEnvironment environment(OwnFlink flink, int parallelism) {
        Configuration configuration = flink.configuration();
        configuration.setString("execution.target", "remote");
        configuration.setString("pipeline.object-reuse", "true");
        configuration.setString("parallelism.default", String.valueOf(parallelism));
        return new StreamExecutionEnvironment(configuration);
    }

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
