// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import io.flinkhouse.clickhouse.changelog.ChangeOutput;

import org.apache.flink.annotation.Internal;

/** Changes that are sent together. */
@Internal
public interface Batch extends ChangeOutput {

    boolean isEmpty();

    boolean isFull();

    /** All changes so far; there are none afterwards. */
    SealedBatch seal();
}
