// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.ConnectorJar;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One job of a shape, over all its restarts. */
final class PipeJob {

    private static final String RESEND = "resend";
    private static final String FAIL = "fail";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** A job whose last commit fails while it stops ends for good, with this in the error. */
    private static final Pattern KEPT_SAVEPOINT =
            Pattern.compile("A savepoint has been created at: (\\S+), but");

    private final Pipe pipe;
    private final int index;
    private FlinkJob job;
    private int subtasks;
    private String startedFrom = "";
    private String inDoubt = FAIL;
    private long lastCheckpoint;
    private boolean ended;

    PipeJob(Pipe pipe, int index) {
        this.pipe = pipe;
        this.index = index;
    }

    /** Starts the job from nothing. */
    void submit(int parallelism) {
        start(parallelism, "");
    }

    /** Stops the job with a savepoint and starts it from there. */
    void restart(int parallelism) {
        String savepoint;
        try {
            savepoint = job.stopWithSavepoint();
        } catch (IllegalStateException e) {
            Matcher kept = KEPT_SAVEPOINT.matcher(e.getMessage());
            if (!kept.find()) {
                if (!hasEnded() && state().equals("FINISHED")) {
                    throw e;
                }
                Chaos.say("no savepoint, the job goes on: " + e.getMessage().lines().findFirst());
                return;
            }
            job.awaitFailed(PATIENCE);
            Chaos.say("the job failed while it stopped; it is started from its savepoint");
            savepoint = kept.group(1);
        }
        inDoubt = FAIL;
        start(parallelism, savepoint);
    }

    /** Starts the job from its last checkpoint; blocks in doubt are sent again. */
    void restartAndResend() {
        job.cancel();
        inDoubt = RESEND;
        start(subtasks, job.retainedCheckpoint().orElse(startedFrom));
    }

    /** Returns whether the job sends blocks in doubt again. */
    boolean resends() {
        return inDoubt.equals(RESEND);
    }

    int subtasks() {
        return subtasks;
    }

    private void start(int parallelism, String from) {
        subtasks = parallelism;
        startedFrom = from;
        List<String> settings =
                List.of(
                        "SET 'pipeline.name' = 'chaos " + index + "';\n",
                        "SET 'parallelism.default' = '" + parallelism + "';\n",
                        from.isEmpty()
                                ? ""
                                : "SET 'execution.state-recovery.path' = '" + from + "';\n");
        job =
                pipe.flink()
                        .submit(
                                String.join("", settings) + pipe.scripts(inDoubt).get(index),
                                ConnectorJar.withKafka());
    }

    void stop() {
        job.stopWithSavepoint();
    }

    /** Sets the checkpoint that {@link #hasProgressed} waits for. */
    void expectProgress() {
        lastCheckpoint = Math.max(lastCheckpoint, latestCheckpoint()) + 2;
    }

    boolean hasProgressed() {
        return hasEnded() || latestCheckpoint() >= lastCheckpoint;
    }

    /** Returns whether a bounded job has come to its end. */
    boolean hasEnded() {
        ended = ended || pipe.shape().isBounded() && (state().equals("FINISHED") || isResultKept());
        return ended;
    }

    /** A JobManager that was started later knows a finished job by its entry in this store only. */
    private boolean isResultKept() {
        Path store = pipe.flink().home().resolve("ha/job-result-store");
        if (!Files.isDirectory(store)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.filter(f -> ("" + f).contains(job.id())).toList()) {
                if (Files.readString(file).contains("\"SUCCEEDED\"")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String state() {
        try {
            return job.state();
        } catch (IllegalStateException e) {
            return "unknown"; // no leader, or it does not have the job yet
        }
    }

    /** The last failure, or an empty text. */
    String failure() {
        try {
            return job == null ? "" : job.failure();
        } catch (IllegalStateException e) {
            return "";
        }
    }

    private long latestCheckpoint() {
        try {
            return job.latestCheckpoint();
        } catch (IllegalStateException e) {
            return 0; // no leader, or it does not have the job yet
        }
    }

    @Override
    public String toString() {
        return "job " + index + " is " + state() + "; its last failure: " + failure();
    }
}
