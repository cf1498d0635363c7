// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.annotation.Internal;

/**
 * The id of one attempt of a writer subtask.
 *
 * @param sinkUid groups the files of this sink through restarts
 * @param epoch the checkpoint this attempt was restored from, or {@link BlockOrigin#NEW}
 * @param nonce the same for all subtasks of an attempt, another for every attempt
 * @param clockAheadMillis by how much the clock of this machine is ahead of the server's
 */
@Internal
public record WriterAttempt(
        String sinkUid, long epoch, long nonce, int subtask, long clockAheadMillis) {

    /** An attempt whose clock nobody has compared with the server's. */
    public WriterAttempt(String sinkUid, long epoch, long nonce, int subtask) {
        this(sinkUid, epoch, nonce, subtask, 0);
    }

    /** The same attempt under another nonce. */
    WriterAttempt withNonce(long another) {
        return new WriterAttempt(sinkUid, epoch, another, subtask, clockAheadMillis);
    }

    /** The same attempt on a machine whose clock was compared with the server's. */
    public WriterAttempt withClockAhead(long millis) {
        return new WriterAttempt(sinkUid, epoch, nonce, subtask, millis);
    }

    /**
     * The time of sealing by the server's clock, or earlier: what the server did since then decides
     * on blocks in doubt.
     */
    long sealedAt(long nowMillis) {
        return nowMillis - Math.max(0, clockAheadMillis);
    }
}
