// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.codec.NativeBlockBuilder;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Measures the server's limit: encoded blocks, sent by a plain loop. */
final class Ceiling {

    private static final int DISTINCT = 8;

    private final URI uri;
    private final int concurrency;
    private final int block;
    private final List<EncodedBlock> blocks = new ArrayList<>();

    Ceiling(String url, String table, int block, int concurrency) {
        String statement = "INSERT INTO default." + table + " FORMAT Native";
        this.uri =
                URI.create(
                        url
                                + "/?decompress=1&async_insert=0&query="
                                + URLEncoder.encode(statement, StandardCharsets.UTF_8));
        this.concurrency = concurrency;
        this.block = block;
        NativeBlockBuilder encoder = new NativeBlockBuilder(ReferenceRow.SPECS);
        for (int i = 0; i < DISTINCT; i++) {
            for (int row = 0; row < block; row++) {
                encoder.append(ReferenceRow.of((long) i * block + row));
            }
            blocks.add(encoder.seal());
        }
    }

    void post(long rows) throws Exception {
        AtomicLong next = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(concurrency);
        try {
            List<Future<?>> loops = new ArrayList<>();
            for (int i = 0; i < concurrency; i++) {
                loops.add(
                        threads.submit(
                                () -> {
                                    long number = next.getAndIncrement();
                                    while (number * block < rows) {
                                        post(blocks.get((int) (number % DISTINCT)));
                                        number = next.getAndIncrement();
                                    }
                                    return null;
                                }));
            }
            for (Future<?> loop : loops) {
                loop.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void post(EncodedBlock sealed) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(sealed.length());
        try (OutputStream out = connection.getOutputStream()) {
            sealed.writeTo(out);
        }
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException(
                    new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        connection.getInputStream().readAllBytes();
    }
}
