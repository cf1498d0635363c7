// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.salvage;

import io.flinkhouse.client.InsertSettings;
import io.flinkhouse.codec.MessageFormat;
import io.flinkhouse.codec.SealedMessages;
import io.flinkhouse.codec.SealedRows;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.error.ServerError;

import org.apache.flink.annotation.Internal;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

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

        @Override
        InsertSettings settings(InsertSettings all) {
            return all;
        }
    },
    /** A message that the server parses. */
    MESSAGE {
        /**
         * Input that ends too early is a message that does, since a body that was cut on its way
         * would rarely be answered. A code that nobody listed speaks of a message too where the
         * server names the format that was reading.
         */
        @Override
        public boolean isRefused(ClickHouseException error) {
            Optional<ServerError> known = ServerError.of(error.code());
            return error.kind() == FailureKind.REJECT
                    || known.filter(OF_MESSAGES::contains).isPresent()
                    || known.isEmpty() && error.getMessage().contains("InputFormat");
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
        InsertSettings settings(InsertSettings all) {
            return all.ofMessages();
        }
    };

    /** Errors that speak of a message, while they mean something else for rows. */
    private static final Set<ServerError> OF_MESSAGES =
            EnumSet.of(
                    ServerError.CANNOT_READ_ALL_DATA,
                    ServerError.UNEXPECTED_END_OF_FILE,
                    ServerError.ILLEGAL_COLUMN);

    /** Whether an error speaks of the data, so that parts of the block may be to blame. */
    public abstract boolean isRefused(ClickHouseException error);

    /**
     * Takes a block apart.
     *
     * @throws io.flinkhouse.codec.BadValueException if that cannot be done
     */
    abstract Parts of(RefusedBlock block);

    /** Those of the settings with which the server reads such parts. */
    abstract InsertSettings settings(InsertSettings all);

    @Override
    public String toString() {
        return this == ROW ? "row" : "message";
    }
}
