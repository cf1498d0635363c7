// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.sink.changelog.Destination;

/** Changes that wait to be sent together. */
interface OpenBlock extends Destination {

    boolean isEmpty();

    boolean isFull();

    /** All changes so far; there are none afterwards. */
    SealedBlock seal();
}
