// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.testutils.process.Await;

import org.apache.flink.util.function.ThrowingRunnable;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Does on a thread of its own what would make a test wait. */
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

    void awaitWaiting(Duration timeout) {
        Await.until("the thread to wait", timeout, () -> thread.getState() == Thread.State.WAITING);
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
