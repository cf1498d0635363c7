// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

/** A value that the ClickHouse column cannot hold; the row it came from was not written. */
public final class BadValueException extends RuntimeException {

    public BadValueException(String message) {
        super(message);
    }
}
