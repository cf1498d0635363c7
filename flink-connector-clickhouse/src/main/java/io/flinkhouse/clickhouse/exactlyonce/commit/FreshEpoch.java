// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.sink2.CommitterInitContext;

import java.util.OptionalLong;

/**
 * The epoch whose blocks cannot have been sent before: those that a writer of this very attempt of
 * the job hands over; see {@link BlockOrigin#epoch}.
 */
@Internal
public final class FreshEpoch {

    /** No block has this epoch, so all are in doubt. */
    public static final long NONE = Long.MIN_VALUE;

    private FreshEpoch() {}

    /**
     * @param batch in which a committer cannot tell blocks of an earlier attempt from its own
     */
    public static long of(CommitterInitContext context, boolean batch) {
        return of(
                context.getRestoredCheckpointId(), context.getTaskInfo().getAttemptNumber(), batch);
    }

    /** A repeated attempt that restores nothing may get blocks of the one before. */
    static long of(OptionalLong restored, int attempt, boolean batch) {
        return batch || restored.isEmpty() && attempt > 0 ? NONE : of(restored);
    }

    /**
     * For a streaming task.
     *
     * @param restored the checkpoint; a number that no checkpoint of Flink has says nothing about
     *     the attempts that came before, since tools that write savepoints use it again and again
     */
    public static long of(OptionalLong restored) {
        return restored.isPresent() && restored.getAsLong() <= 0
                ? NONE
                : restored.orElse(BlockOrigin.NEW);
    }
}
