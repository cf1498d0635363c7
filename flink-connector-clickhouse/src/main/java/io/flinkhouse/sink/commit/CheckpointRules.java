// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.CheckpointingMode;

import java.util.ArrayList;
import java.util.List;

/**
 * Rejects checkpoint settings of a streaming job with which sealed blocks would never be committed,
 * or their rows be delivered twice. Jobs in batch mode have no checkpoints and need none.
 */
@Internal
public final class CheckpointRules {

    private CheckpointRules() {}

    /** Tells whether a streaming job with this configuration takes checkpoints. */
    public static boolean hasCheckpoints(ReadableConfig job) {
        return job.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                .filter(interval -> interval.toMillis() > 0)
                .isPresent();
    }

    /**
     * Rejects what exactly-once delivery of rows cannot work with.
     *
     * @param delivery what needs the checkpoints, as the subject of a sentence
     * @throws IllegalStateException that names each option, its value, and what to set
     */
    public static void requireForRows(String delivery, ReadableConfig job) {
        if (!hasCheckpoints(job)) {
            throw new IllegalStateException(
                    delivery
                            + " needs checkpoints, since rows are sent when one is complete. Set"
                            + " 'execution.checkpointing.interval' (for example to 10 s), or call"
                            + " env.enableCheckpointing(10_000); or choose at-least-once delivery.");
        }
        List<String> obstacles = new ArrayList<>();
        if (job.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE)
                != CheckpointingMode.EXACTLY_ONCE) {
            obstacles.add(
                    obstacle(
                            CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                            job,
                            "Flink does not hold back rows that follow a checkpoint's barrier then: they"
                                    + " are in its blocks, and come again after a failure",
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
     * Rejects what would leave dead letters that are sealed with a checkpoint unsent. They need no
     * aligned barriers: the operator that seals them has one source and no other input.
     *
     * @param delivery what needs the checkpoints, as the subject of a sentence
     * @throws IllegalStateException that names the option, its value, and what to set
     */
    public static void requireForLetters(String delivery, ReadableConfig job) {
        if (hasCheckpoints(job) && !hasLastCheckpoint(job)) {
            throw new IllegalStateException(
                    delivery
                            + " cannot work with these settings of the job. "
                            + lastCheckpoint(job, "letters"));
        }
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
