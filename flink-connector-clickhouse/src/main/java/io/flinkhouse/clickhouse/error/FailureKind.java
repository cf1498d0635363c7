// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.apache.flink.annotation.Internal;

/** The handling of a failed request: retry, reject the data, or fail the job. */
@Internal
public enum FailureKind {
    /** The same request may succeed later: wait, then send the same bytes again. */
    RETRY,
    /** The data is invalid; the server will never accept the same bytes. */
    REJECT,
    /** The schema, the grants or the settings are wrong: a person must fix them. */
    FAIL
}
