// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

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

    private final transient QueryLimit limit;

    public ClickHouseException(int code, FailureKind kind, String message, Throwable cause) {
        this(code, kind, message, cause, new Details(message, List.of(), null));
    }

    public ClickHouseException(int code, FailureKind kind, String message) {
        this(code, kind, message, null);
    }

    private ClickHouseException(
            int code, FailureKind kind, String message, Throwable cause, Details details) {
        super(message, cause);
        this.code = code;
        this.kind = kind;
        this.wholeMessage = details.wholeMessage;
        this.fixes = details.fixes;
        this.limit = details.limit;
    }

    /** What does not travel with the exception to the JobManager. */
    private record Details(String wholeMessage, List<String> fixes, QueryLimit limit) {}

    /**
     * Returns an error that statements in ClickHouse end.
     *
     * @param fixes the statements, any one of which helps; the message has them too
     */
    public static ClickHouseException fixedBy(
            List<String> fixes, int code, FailureKind kind, String message) {
        return new ClickHouseException(
                code, kind, message, null, new Details(message, fixes, null));
    }

    /**
     * Returns an error that the server reports.
     *
     * @param before the beginning of the message
     * @param text the server's text, which can contain values of rows
     * @param user the user whose request failed
     */
    public static ClickHouseException ofServer(int code, String before, String text, String user) {
        String whole = text.strip();
        Optional<QueryLimit> limit = QueryLimit.of(code, whole);
        String advice = limit.map(of -> of.advice(user)).orElse(ServerError.advice(code, whole));
        return new ClickHouseException(
                code,
                ServerError.kindOf(code, whole),
                before + ServerText.shown(code, whole) + advice,
                null,
                new Details(before + whole, List.of(), limit.orElse(null)));
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

    /** Returns the limit of the user's settings that the request exceeded; empty for others. */
    public Optional<QueryLimit> limit() {
        return Optional.ofNullable(limit);
    }

    public FailureKind kind() {
        return kind;
    }
}
