// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.annotation.Internal;

/**
 * The id of one attempt of a writer subtask.
 *
 * @param sinkUid groups the files of this sink through restarts
 * @param epoch the checkpoint this attempt was restored from, or {@link BlockOrigin#NEW}
 * @param nonce the same for all subtasks of an attempt, different for every attempt
 */
@Internal
public record WriterAttempt(String sinkUid, long epoch, long nonce, int subtask) {}
