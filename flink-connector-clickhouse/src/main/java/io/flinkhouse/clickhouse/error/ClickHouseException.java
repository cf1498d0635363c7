// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.List;

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

    private final transient List<String> fixes;

    public ClickHouseException(int code, FailureKind kind, String message, Throwable cause) {
        this(code, kind, message, message, cause, List.of());
    }

    public ClickHouseException(int code, FailureKind kind, String message) {
        this(code, kind, message, null);
    }

    private ClickHouseException(
            int code,
            FailureKind kind,
            String message,
            String wholeMessage,
            Throwable cause,
            List<String> fixes) {
        super(message, cause);
        this.code = code;
        this.kind = kind;
        this.wholeMessage = wholeMessage;
        this.fixes = fixes;
    }

    /**
     * Returns an error that statements in ClickHouse end.
     *
     * @param fixes the statements, any one of which helps; the message has them too
     */
    public static ClickHouseException fixedBy(
            List<String> fixes, int code, FailureKind kind, String message) {
        return new ClickHouseException(code, kind, message, message, null, fixes);
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
                null,
                List.of());
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

    /** Returns the statements that end the error; empty where none is known. */
    public List<String> fixes() {
        return fixes == null ? List.of() : fixes;
    }

    public FailureKind kind() {
        return kind;
    }
}
