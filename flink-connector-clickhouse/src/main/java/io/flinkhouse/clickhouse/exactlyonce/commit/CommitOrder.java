// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.client.ClickHouseClient;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.Serializable;

/**
 * The order in which a committer sends blocks: free, or as sealed where the order decides the
 * table's final content.
 */
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
