// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.sink.changelog.ChangeOutput;

/** Changes that wait to be sent together. */
interface Batch extends ChangeOutput {

    boolean isEmpty();

    boolean isFull();

    /** All changes so far; there are none afterwards. */
    SealedBatch seal();
}
