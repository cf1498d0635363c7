// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;

import org.apache.flink.annotation.Internal;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The kind of a block: rows in the Native format, or messages in a format that the server parses.
 */
@Internal
public enum BlockKind {
    ROWS("row") {
        @Override
        public boolean isRefused(ClickHouseException error) {
            return error.kind() == FailureKind.REJECT;
        }
    },
    MESSAGES("message") {
        /**
         * Decides for blocks of messages. Input that ends too early is the error of a message,
         * because the server rarely responds to a truncated body. A code that is not listed is the
         * error of a message if the server's text names the format that was reading. A block has no
         * message that needs a gigabyte, but one may have a field that claims so much.
         */
        @Override
        public boolean isRefused(ClickHouseException error) {
            Optional<ServerError> known = ServerError.of(error.code());
            return error.kind() == FailureKind.REJECT
                    || known.filter(OF_MESSAGES::contains).isPresent()
                    || error.code() == ServerError.MEMORY_LIMIT_EXCEEDED.code()
                            && LENGTH_AS_MEMORY.matcher(error.wholeMessage()).find()
                    || known.isEmpty() && error.wholeMessage().contains("InputFormat");
        }
    };

    /** Errors that mean an invalid message, but another failure for rows. */
    private static final Set<ServerError> OF_MESSAGES =
            EnumSet.of(
                    ServerError.CANNOT_READ_ALL_DATA,
                    ServerError.UNEXPECTED_END_OF_FILE,
                    ServerError.UNKNOWN_TYPE,
                    ServerError.ILLEGAL_COLUMN);

    /** The server gives the memory at once that a length in a message asks for. */
    private static final Pattern LENGTH_AS_MEMORY =
            Pattern.compile("allocate chunk of [0-9.]+ [GT]iB.*InputFormat", Pattern.DOTALL);

    private final String part;

    BlockKind(String part) {
        this.part = part;
    }

    /**
     * Tells whether the data is the cause of an error, so that single parts of the block may be
     * refused.
     */
    public abstract boolean isRefused(ClickHouseException error);

    /** Returns the word for a part of such a block in errors and logs. */
    public String part() {
        return part;
    }
}
