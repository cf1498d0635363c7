// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * The settings of a committer.
 *
 * @param inFlight the maximum of parallel inserts if the order of blocks does not matter
 * @param refusedBlockHandler the handler of blocks that the server refuses
 */
@Internal
public record CommitConfig(
        ConnectionConfig connection,
        ExactlyOnceConfig exactlyOnce,
        RetryConfig retry,
        int inFlight,
        CommitOrder order,
        RefusedBlockHandler refusedBlockHandler)
        implements Serializable {

    public CommitConfig(
            ConnectionConfig connection,
            ExactlyOnceConfig exactlyOnce,
            RetryConfig retry,
            int inFlight) {
        this(connection, exactlyOnce, retry, inFlight, CommitOrder.FREE, RefusedBlockHandler.NONE);
    }
}
