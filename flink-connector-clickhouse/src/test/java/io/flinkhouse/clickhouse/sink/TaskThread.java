// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.sink.write.InFlightInserts;
import io.flinkhouse.clickhouse.testutils.process.Await;

import org.apache.flink.util.function.ThrowingRunnable;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs a blocking call on a thread of its own. */
final class TaskThread {

    private final FutureTask<Void> work;
    private final Thread thread;

    private TaskThread(ThrowingRunnable<Exception> work) {
        this.work =
                new FutureTask<>(
                        () -> {
                            work.run();
                            return null;
                        });
        this.thread = new Thread(this.work, "task");
        thread.setDaemon(true);
    }

    static TaskThread start(ThrowingRunnable<Exception> work) {
        TaskThread task = new TaskThread(work);
        task.thread.start();
        return task;
    }

    /** Waits until the thread waits for inserts, and not for a lock on its way there. */
    void awaitWaiting(Duration timeout) {
        Await.until(
                "the thread to wait for inserts",
                timeout,
                () -> thread.getState() == Thread.State.WAITING && waitsForInserts());
    }

    private boolean waitsForInserts() {
        StackTraceElement[] stack = thread.getStackTrace();
        return Arrays.stream(stack)
                .dropWhile(frame -> frame.getClassName().equals(Object.class.getName()))
                .findFirst()
                .filter(frame -> frame.getClassName().equals(InFlightInserts.class.getName()))
                .isPresent();
    }

    boolean isRunning() {
        return !work.isDone();
    }

    void interrupt() {
        thread.interrupt();
    }

    void join() throws ExecutionException, InterruptedException {
        work.get();
    }
}
