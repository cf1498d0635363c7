// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.codec.BlockDecoder;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;

import org.apache.flink.table.data.RowData;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Decodes one answer again and again, from memory. */
final class DecodeLoop {

    private final byte[] answer;

    DecodeLoop(byte[] answer) {
        this.answer = answer;
    }

    /** Decodes so many rows in all. */
    void decode(long rows, int threads) throws Exception {
        AtomicLong left = new AtomicLong(rows);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> loops = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                loops.add(
                        pool.submit(
                                () -> {
                                    while (left.get() > 0) {
                                        left.addAndGet(-once());
                                    }
                                }));
            }
            for (Future<?> loop : loops) {
                loop.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private long once() {
        List<RowData> rows =
                new BlockDecoder(ReferenceRow.SPECS).decode(FrameReader.decompress(answer));
        return rows.size();
    }
}
