// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

import java.util.concurrent.atomic.AtomicLong;

/** Discards records, and counts those of all writers in this process. */
final class CountingSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;
    private static final AtomicLong ALL = new AtomicLong();

    /** Returns the records since the last call. */
    static long take() {
        return ALL.getAndSet(0);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new Writer<>();
    }

    private static final class Writer<T> implements SinkWriter<T> {
        private long count;

        @Override
        public void write(T element, Context context) {
            count++;
        }

        @Override
        public void flush(boolean endOfInput) {
            ALL.addAndGet(count);
            count = 0;
        }

        @Override
        public void close() {}
    }
}
