// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.client.ClickHouseClient;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.Serializable;

/**
 * The order in which a committer sends blocks: any, or the order of sealing if it affects the
 * content of the table.
 */
@Internal
@FunctionalInterface
public interface CommitOrder extends Serializable {

    CommitOrder FREE = client -> false;

    /**
     * Reads from the server whether the order matters, before the first blocks are sent.
     *
     * @throws IOException if a request fails
     */
    boolean matters(ClickHouseClient client) throws IOException;
}
