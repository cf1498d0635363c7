// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rejects job settings with which sealed blocks would never be committed, or rows would be
 * delivered twice: checkpoint settings of a streaming job, and restarts of a whole batch job, which
 * has no checkpoints.
 */
@Internal
public final class CheckpointRules {

    /**
     * Flink versions whose committer does not wait for the last checkpoint of a job whose sources
     * have ended.
     */
    private static final Set<String> COMMIT_TOO_EARLY = Set.of("1.20.0", "1.20.1", "2.0.0");

    private static final Set<String> NO_RESTART = Set.of("none", "off", "disable");

    private CheckpointRules() {}

    /**
     * Tells whether a streaming job with this configuration takes checkpoints. At the longest
     * interval of all Flink takes none, although it calls checkpoints enabled, and the job would
     * never end.
     */
    public static boolean hasCheckpoints(ReadableConfig job) {
        return job.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                .map(Duration::toMillis)
                .filter(interval -> interval > 0 && interval < Long.MAX_VALUE)
                .isPresent();
    }

    /**
     * Rejects checkpoint settings that exactly-once delivery of rows does not support.
     *
     * @param delivery what needs the checkpoints, as the subject of a sentence
     * @param interval whether the job must have a checkpoint interval of its own
     * @throws IllegalStateException that names each option, its value, and what to set
     */
    public static void requireForRows(String delivery, ReadableConfig job, boolean interval) {
        if (interval && !hasCheckpoints(job)) {
            throw new IllegalStateException(
                    delivery
                            + " needs checkpoints, since rows are sent when one is complete. Set"
                            + " 'execution.checkpointing.interval' (for example to 10 s), or call"
                            + " env.enableCheckpointing(10_000); or choose at-least-once delivery."
                            + " If something outside the job triggers its checkpoints, set"
                            + " 'sink.exactly-once.require-checkpointing' = 'false', or call"
                            + " requireCheckpointing(false) of the sink's builder.");
        }
        List<String> obstacles = new ArrayList<>();
        if (job.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE)
                != CheckpointingMode.EXACTLY_ONCE) {
            obstacles.add(
                    obstacle(
                            CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                            job,
                            "Flink then does not align barriers: rows after a barrier are in"
                                    + " the checkpoint's blocks, and are repeated after a"
                                    + " failure",
                            "EXACTLY_ONCE"));
        }
        if (!hasLastCheckpoint(job)) {
            obstacles.add(lastCheckpoint(job, "rows"));
        }
        if (!obstacles.isEmpty()) {
            throw new IllegalStateException(
                    delivery
                            + " cannot work with these settings of the job. "
                            + String.join(" ", obstacles)
                            + " Or choose at-least-once delivery.");
        }
    }

    /**
     * Rejects settings with which a batch job would start again as a whole. Its writers would seal
     * the rows again, in other blocks than those that are already in the table.
     *
     * @param delivery the requested delivery, as the subject of a sentence
     * @throws IllegalStateException that names the option, its value, and what to set
     */
    public static void requireForBatch(String delivery, ReadableConfig job) {
        boolean restarts =
                job.getOptional(RestartStrategyOptions.RESTART_STRATEGY)
                        .filter(strategy -> !NO_RESTART.contains(strategy))
                        .isPresent();
        if (restarts && job.get(JobManagerOptions.EXECUTION_FAILOVER_STRATEGY).equals("full")) {
            throw new IllegalStateException(
                    delivery
                            + " cannot work with these settings of the job. "
                            + obstacle(
                                    JobManagerOptions.EXECUTION_FAILOVER_STRATEGY,
                                    job,
                                    "after a failure a batch job repeats all tasks, also those"
                                            + " whose rows have been committed",
                                    "region")
                            + " Or set 'restart-strategy.type' = 'none'.");
        }
    }

    /**
     * Rejects settings with which dead letters sealed with a checkpoint would never be sent. They
     * need no aligned barriers, because the operator that seals them has one input.
     *
     * @param delivery what needs the checkpoints, as the subject of a sentence
     * @throws IllegalStateException that names the option, its value, and what to set
     */
    public static void requireForDeadLetters(String delivery, ReadableConfig job) {
        if (hasCheckpoints(job) && !hasLastCheckpoint(job)) {
            throw new IllegalStateException(
                    delivery
                            + " cannot work with these settings of the job. "
                            + lastCheckpoint(job, "letters"));
        }
    }

    /** Warns of a streaming job that does not take checkpoints by itself. */
    public static Optional<String> intervalWarning(String delivery, ReadableConfig job) {
        return hasCheckpoints(job)
                ? Optional.empty()
                : Optional.of(
                        delivery
                                + " runs without 'execution.checkpointing.interval': rows wait"
                                + " in the spool until a checkpoint that is triggered from outside is"
                                + " complete, or the job is stopped with a savepoint. A savepoint"
                                + " that the job goes on after sends nothing. When all sources end,"
                                + " or the job is drained, the rows are sent without a checkpoint,"
                                + " and a failure at that moment repeats them.");
    }

    /** Warns of a Flink that doubles rows by itself. */
    public static Optional<String> versionWarning(String delivery, String flinkVersion) {
        return COMMIT_TOO_EARLY.contains(flinkVersion)
                ? Optional.of(
                        delivery
                                + " is not safe on Flink "
                                + flinkVersion
                                + " once all sources have ended or the job is drained: it commits blocks"
                                + " before their checkpoint is complete, and if that fails their rows come"
                                + " again (FLINK-37605). Use Flink 1.20.2, 2.0.1 or later.")
                : Optional.empty();
    }

    private static boolean hasLastCheckpoint(ReadableConfig job) {
        return job.get(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH);
    }

    private static String lastCheckpoint(ReadableConfig job, String what) {
        return obstacle(
                CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH,
                job,
                "there is no checkpoint after a source has ended then, and the "
                        + what
                        + " that wait for one are never sent",
                "true");
    }

    private static String obstacle(
            ConfigOption<?> option, ReadableConfig job, String effect, String right) {
        return "'%s' = '%s': %s. Set it to '%s'."
                .formatted(option.key(), job.get(option), effect, right);
    }
}
