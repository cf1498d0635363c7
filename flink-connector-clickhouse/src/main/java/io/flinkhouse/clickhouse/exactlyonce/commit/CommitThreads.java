// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs the inserts of a commit on separate threads, in turn or in parallel. A cancelled task does
 * not wait for them.
 */
interface CommitThreads extends AutoCloseable {

    /** Sends one block to the server. */
    interface CommitTask {
        void run() throws IOException, InterruptedException;
    }

    /** Runs on the calling thread while blocks are sent. */
    interface Meanwhile {
        void run() throws IOException, InterruptedException;
    }

    /**
     * Runs all inserts and returns when they are done.
     *
     * @param meanwhile is run after each block, and every second
     * @throws IOException the first failure
     */
    void run(List<CommitTask> sends, Meanwhile meanwhile) throws IOException, InterruptedException;

    @Override
    void close();

    /** Sends blocks one after the other, and stops at the first failure. */
    final class InTurn implements CommitThreads {

        private final CommitThreads one = new SideBySide(1);

        @Override
        public void run(List<CommitTask> sends, Meanwhile meanwhile)
                throws IOException, InterruptedException {
            for (CommitTask send : sends) {
                one.run(List.of(send), meanwhile);
            }
        }

        @Override
        public void close() {
            one.close();
        }
    }

    /** Sends several blocks in parallel, each on its own thread. */
    final class SideBySide implements CommitThreads {

        private final ExecutorService threads;

        SideBySide(int count) {
            this.threads =
                    Executors.newFixedThreadPool(
                            count,
                            task -> {
                                Thread thread = new Thread(task, "clickhouse-commit");
                                thread.setDaemon(true);
                                return thread;
                            });
        }

        @Override
        public void run(List<CommitTask> sends, Meanwhile meanwhile)
                throws IOException, InterruptedException {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
            List<Future<Void>> started = new ArrayList<>();
            for (CommitTask send : sends) {
                started.add(
                        running.submit(
                                () -> {
                                    send.run();
                                    return null;
                                }));
            }
            try {
                for (int done = 0; done < sends.size(); ) {
                    Future<Void> ended = running.poll(1, TimeUnit.SECONDS);
                    if (ended != null) {
                        ended.get();
                        done++;
                    }
                    meanwhile.run();
                }
            } catch (ExecutionException e) {
                throw asIOException(e.getCause());
            } finally {
                started.forEach(send -> send.cancel(true));
            }
        }

        private static IOException asIOException(Throwable cause) throws InterruptedException {
            if (cause instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            if (cause instanceof Error error) {
                throw error; // Flink may have to end the process for a fatal error
            }
            return cause instanceof IOException io
                    ? io
                    : new IOException("A block could not be committed", cause);
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
