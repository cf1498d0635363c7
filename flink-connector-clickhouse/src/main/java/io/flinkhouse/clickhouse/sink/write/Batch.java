// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import io.flinkhouse.clickhouse.changelog.ChangeOutput;

import org.apache.flink.annotation.Internal;

/** Collects changes that are sent together. */
@Internal
public interface Batch extends ChangeOutput {

    boolean isEmpty();

    boolean isFull();

    /** Returns all changes so far as a sealed batch; the batch is empty afterwards. */
    SealedBatch seal();
}
