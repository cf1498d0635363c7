// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.block.ByteSource;
import io.flinkhouse.clickhouse.codec.BlockDecoder;
import io.flinkhouse.clickhouse.codec.DecodedBlock;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

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

    /** Reads block by block, as the source does. */
    private long once() {
        Supplier<Optional<DecodedBlock>> blocks =
                new BlockDecoder(ReferenceRow.SPECS).blocks(new Frames(answer));
        long rows = 0;
        for (Optional<DecodedBlock> block = blocks.get(); block.isPresent(); block = blocks.get()) {
            rows += block.get().rows().size();
        }
        return rows;
    }

    /** The content of frames in memory. */
    private static final class Frames implements ByteSource {
        private final FrameReader reader;

        Frames(byte[] frames) {
            reader = new FrameReader(new ByteArrayInputStream(frames));
        }

        @Override
        public boolean next() throws IOException {
            return reader.next();
        }

        @Override
        public byte[] bytes() {
            return reader.content();
        }

        @Override
        public int length() {
            return reader.length();
        }
    }
}
