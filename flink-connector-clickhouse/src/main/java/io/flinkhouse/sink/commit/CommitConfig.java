// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.config.RetryConfig;
import io.flinkhouse.sink.messages.Salvage;

import java.io.Serializable;

/**
 * All that a committer needs to know.
 *
 * @param salvage for blocks of messages that the server refuses
 */
public record CommitConfig(
        ConnectionConfig connection,
        ExactlyOnceConfig exactlyOnce,
        RetryConfig retry,
        int inFlight,
        Salvage salvage)
        implements Serializable {

    public CommitConfig(
            ConnectionConfig connection,
            ExactlyOnceConfig exactlyOnce,
            RetryConfig retry,
            int inFlight) {
        this(connection, exactlyOnce, retry, inFlight, Salvage.NONE);
    }
}
