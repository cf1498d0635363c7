// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.salvage;

import io.flinkhouse.codec.MessageFormat;
import io.flinkhouse.codec.SealedMessages;
import io.flinkhouse.codec.SealedRows;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.error.ServerError;

import org.apache.flink.annotation.Internal;

import java.util.Map;

/** What a block is made of. */
@Internal
public enum Part {
    /** A row of a Native block. */
    ROW {
        @Override
        public boolean isRefused(ClickHouseException error) {
            return error.kind() == FailureKind.REJECT;
        }

        @Override
        Parts of(RefusedBlock block) {
            return new Rows(SealedRows.read(block.stored().frames()));
        }

        /** The one with the id of the block is among its columns. */
        @Override
        Map<String, String> settings() {
            return Map.of(
                    "insert_allow_materialized_columns", "1", "input_format_null_as_default", "1");
        }
    },
    /** A message that the server parses. */
    MESSAGE {
        /**
         * Input that ends too early is a message that does, since a body that was cut on its way
         * would rarely be answered.
         */
        @Override
        public boolean isRefused(ClickHouseException error) {
            return error.kind() == FailureKind.REJECT
                    || error.code() == ServerError.CANNOT_READ_ALL_DATA.code()
                    || error.code() == ServerError.UNEXPECTED_END_OF_FILE.code();
        }

        @Override
        Parts of(RefusedBlock block) {
            return new Messages(
                    SealedMessages.read(
                            MessageFormat.of(block.format()).framing(),
                            block.stored().frames(),
                            block.stored().boundaries(),
                            block.parts()));
        }

        @Override
        Map<String, String> settings() {
            return Map.of(
                    "insert_allow_materialized_columns", "0",
                    "input_format_allow_errors_num", "0",
                    "input_format_allow_errors_ratio", "0");
        }
    };

    /** Whether an error speaks of the data, so that parts of the block may be to blame. */
    public abstract boolean isRefused(ClickHouseException error);

    /**
     * Takes a block apart.
     *
     * @throws io.flinkhouse.codec.BadValueException if that cannot be done
     */
    abstract Parts of(RefusedBlock block);

    /** With which the server reads such parts. */
    abstract Map<String, String> settings();

    @Override
    public String toString() {
        return this == ROW ? "row" : "message";
    }
}
