// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.apache.flink.annotation.Internal;

/** How a failed request is handled: retry, reject the data, or fail the job. */
@Internal
public enum FailureKind {
    /** The same request may succeed later: wait, then send the same bytes again. */
    RETRY,
    /** The data is at fault; the same bytes will never be accepted. */
    REJECT,
    /** The set-up is at fault (schema, grants, settings): only a person can help. */
    FAIL
}
