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

    /** Transient, so that it does not travel with the exception to the JobManager. */
    private final transient String wholeMessage;

    public ClickHouseException(int code, FailureKind kind, String message, Throwable cause) {
        this(code, kind, message, message, cause);
    }

    public ClickHouseException(int code, FailureKind kind, String message) {
        this(code, kind, message, null);
    }

    private ClickHouseException(
            int code, FailureKind kind, String message, String wholeMessage, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.kind = kind;
        this.wholeMessage = wholeMessage;
    }

    /**
     * Returns an error that the server reports.
     *
     * @param before the beginning of the message
     * @param text the server's text, which can contain values of rows
     */
    public static ClickHouseException ofServer(int code, String before, String text) {
        String whole = text.strip();
        return new ClickHouseException(
                code,
                ServerError.kindOf(code, whole),
                before + ServerText.shown(code, whole) + ServerError.advice(code, whole),
                before + whole,
                null);
    }

    /** Returns the server's error code, or {@link #NO_CODE}. */
    public int code() {
        return code;
    }

    /**
     * Returns the message with the server's whole text, which can contain values of rows: for dead
     * letters only, never for logs or other exceptions.
     */
    public String wholeMessage() {
        return wholeMessage == null ? getMessage() : wholeMessage;
    }

    public FailureKind kind() {
        return kind;
    }
}
