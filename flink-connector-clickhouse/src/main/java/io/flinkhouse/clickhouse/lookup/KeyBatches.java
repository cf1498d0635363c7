// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import org.apache.flink.table.data.RowData;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Collects keys and asks for them in batches. A batch has the keys that came while the query before
 * it ran, so that batches grow with the load; nothing waits for a time to pass.
 */
final class KeyBatches implements AutoCloseable {

    private final LookupServer server;
    private final int maxKeys;
    private final Thread thread;
    private final Map<MatchKey, Question> waiting = new LinkedHashMap<>();
    private boolean closed;

    /**
     * @param name the name of what is looked up
     */
    KeyBatches(LookupServer server, int maxKeys, String name) {
        this.server = server;
        this.maxKeys = maxKeys;
        this.thread = new Thread(this::run, "ClickHouse lookup of " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** A key that is asked for, once for all rows of the stream that wait for it. */
    private record Question(RowData key, CompletableFuture<Collection<RowData>> answer) {

        Question(RowData key) {
            this(key, new CompletableFuture<>());
        }
    }

    /**
     * Returns the rows of a key, later.
     *
     * @param match the key as it is compared
     * @param key the key as Flink asks for it
     */
    synchronized CompletableFuture<Collection<RowData>> ask(MatchKey match, RowData key) {
        if (closed) {
            return CompletableFuture.failedFuture(ended());
        }
        Question question = waiting.computeIfAbsent(match, first -> new Question(key));
        notifyAll();
        return question.answer;
    }

    private static IOException ended() {
        return new IOException("The lookup was closed before its rows were found");
    }

    private void run() {
        try {
            for (Map<MatchKey, Question> batch = take(); !batch.isEmpty(); batch = take()) {
                answer(batch);
            }
        } catch (InterruptedException e) {
            // closed; an interrupt has no other meaning here
        }
    }

    /**
     * Waits for keys; returns none when this is closed. The interrupt of {@link #close} alone does
     * not tell it, because those who wait for an answer run in this thread and may clear it.
     */
    private synchronized Map<MatchKey, Question> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        Map<MatchKey, Question> batch = new LinkedHashMap<>();
        Iterator<Map.Entry<MatchKey, Question>> all = waiting.entrySet().iterator();
        while (all.hasNext() && batch.size() < maxKeys) {
            Map.Entry<MatchKey, Question> next = all.next();
            batch.put(next.getKey(), next.getValue());
            all.remove();
        }
        return batch;
    }

    private void answer(Map<MatchKey, Question> batch) throws InterruptedException {
        try {
            Map<MatchKey, Collection<RowData>> rows =
                    server.rows(batch.values().stream().map(Question::key).toList());
            batch.forEach(
                    (key, question) -> question.answer.complete(rows.getOrDefault(key, List.of())));
        } catch (IOException | RuntimeException | Error e) {
            fail(batch.values(), e);
        } catch (InterruptedException e) {
            fail(batch.values(), ended());
            throw e;
        }
    }

    private static void fail(Collection<Question> questions, Throwable why) {
        questions.forEach(question -> question.answer.completeExceptionally(why));
    }

    /** Ends the query in flight and the thread; keys without an answer fail. */
    @Override
    public void close() {
        List<Question> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(waiting.values());
            waiting.clear();
            notifyAll();
        }
        thread.interrupt();
        server.close();
        fail(left, ended());
        join();
    }

    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
