// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.messages;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.error.ClickHouseException;

import java.io.Serializable;
import java.util.List;

/** Where messages go that the server refuses. */
interface Refusals extends Serializable {

    /** Nowhere: they are counted, and that is all. */
    Refusals SKIP = (block, messages, client) -> {};

    /** A message by itself and what the server says about it. */
    record Refused(byte[] message, String reason) {}

    /** Returns when they are kept, once, however often the same block comes. */
    void keep(RefusedBlock block, List<Refused> messages, ClickHouseClient client)
            throws ClickHouseException, InterruptedException;
}
