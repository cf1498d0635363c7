// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.config.RetryConfig;

import java.io.Serializable;

/** All that a committer needs to know. */
public record CommitConfig(
        ConnectionConfig connection, ExactlyOnceConfig exactlyOnce, RetryConfig retry, int inFlight)
        implements Serializable {}
