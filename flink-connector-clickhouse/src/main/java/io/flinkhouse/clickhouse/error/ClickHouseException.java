// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/** Thrown for a failed request to a ClickHouse server; it holds the error code and the handling. */
@Internal
public final class ClickHouseException extends IOException {

    /**
     * The code of a failure without an error code of the server: no connection, time-out, broken
     * response.
     */
    public static final int NO_CODE = 0;

    private final int code;
    private final FailureKind kind;

    public ClickHouseException(int code, FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.kind = kind;
    }

    public ClickHouseException(int code, FailureKind kind, String message) {
        this(code, kind, message, null);
    }

    /** Returns the server's error code, or {@link #NO_CODE}. */
    public int code() {
        return code;
    }

    public FailureKind kind() {
        return kind;
    }
}
