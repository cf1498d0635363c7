// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.client.ClickHouseClient;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.Serializable;

/** Whether the order in which blocks arrive decides what their table holds in the end. */
@Internal
@FunctionalInterface
public interface CommitOrder extends Serializable {

    CommitOrder FREE = client -> false;

    /**
     * Reads the order when the first blocks are due.
     *
     * @throws IOException if the server has to say so and does not
     */
    boolean matters(ClickHouseClient client) throws IOException;
}
