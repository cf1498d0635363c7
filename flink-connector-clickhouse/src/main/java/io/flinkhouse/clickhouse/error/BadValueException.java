// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.apache.flink.annotation.Internal;

/** Thrown for a value that the ClickHouse column cannot hold; its row was not written. */
@Internal
public final class BadValueException extends RuntimeException {

    public BadValueException(String message) {
        super(message);
    }
}
