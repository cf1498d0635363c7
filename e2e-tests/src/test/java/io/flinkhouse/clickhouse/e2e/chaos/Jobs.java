// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.Await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The jobs of a shape, watched while something is waited for. */
final class Jobs {

    private static final Duration RECOVERY = Duration.ofMinutes(4);
    private static final long PERIOD = Duration.ofSeconds(1).toNanos();

    private final Pipe pipe;
    private final List<PipeJob> all = new ArrayList<>();
    private final Leadership leadership;
    private final Stops stops;
    private long nextLook = System.nanoTime();

    Jobs(Pipe pipe) {
        this.pipe = pipe;
        this.leadership = new Leadership(pipe);
        this.stops = new Stops(pipe.shape());
    }

    /** Starts the jobs from nothing. */
    void submit(int subtasks) {
        int count = pipe.scripts("fail").size();
        for (int i = 0; i < count; i++) {
            PipeJob job = new PipeJob(pipe, i);
            job.submit(subtasks);
            all.add(job);
        }
        awaitProgress();
    }

    /** Stops one of the jobs with a savepoint and starts it from there. */
    void restartOne(int subtasks, Random random) {
        all.get(all.size() == 1 ? 0 : random.nextInt(all.size())).restart(subtasks);
    }

    /** The questions with which jobs have stopped. */
    Stops stops() {
        return stops;
    }

    /** Waits until two more checkpoints are complete, the first of them committed. */
    void awaitProgress() {
        awaitProgress(failure -> false);
    }

    /** Waits so, or for a job whose last failure is such a one. */
    void awaitProgress(Predicate<String> failure) {
        all.forEach(PipeJob::expectProgress);
        await(
                "two more checkpoints",
                () -> hasFailed(failure) || all.stream().allMatch(PipeJob::hasProgressed));
        all.forEach(stops::settle);
    }

    boolean hasFailed(Predicate<String> failure) {
        return all.stream().map(PipeJob::failure).anyMatch(failure);
    }

    /** Waits for a condition or the end of bounded jobs; does what an operator would do. */
    void await(String what, BooleanSupplier condition) {
        BooleanSupplier done =
                () -> {
                    watch();
                    return condition.getAsBoolean() || all.stream().allMatch(PipeJob::hasEnded);
                };
        Await.until(what, RECOVERY, done, () -> "; " + all);
    }

    /** Looks once a second. */
    void watch() {
        if (System.nanoTime() < nextLook) {
            return;
        }
        nextLook = System.nanoTime() + PERIOD;
        leadership.watch();
        all.forEach(stops::watch);
    }

    /** Ends the jobs once all that they have read is committed; bounded ones end by themselves. */
    void end() {
        all.forEach(stops::settle);
        if (pipe.shape().isBounded()) {
            await("the end of the jobs", () -> false);
        } else {
            all.forEach(PipeJob::stop);
        }
    }
}
