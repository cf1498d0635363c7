// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.ErrorMode;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.rejection.BisectingHandler;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sink.InternalSinkBuilder;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.table.api.ValidationException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The error-handling options of a table, for messages and for rows.
 *
 * @param rows the mode for rows that cannot be stored
 * @param messages the mode for broken messages
 * @param tolerance the number of broken messages that a source subtask accepts between two
 *     checkpoints; empty for any number
 * @param deadLetters the dead-letter table, if a mode needs it
 */
record ErrorOptions(
        ErrorMode rows,
        ErrorMode messages,
        Optional<Long> tolerance,
        Optional<TablePath> deadLetters) {

    ErrorOptions {
        requireTable("sink.error-mode", rows, deadLetters);
        requireTable("scan.error-mode", messages, deadLetters);
        if (deadLetters.isPresent()
                && rows != ErrorMode.DEAD_LETTER
                && messages != ErrorMode.DEAD_LETTER) {
            throw new ValidationException(
                    "'sink.dead-letter.table' is not used: set 'sink.error-mode' or"
                            + " 'scan.error-mode' to 'dead-letter', or remove the option.");
        }
        if (tolerance.isPresent() && (messages == ErrorMode.FAIL || tolerance.get() < 0)) {
            throw new ValidationException(
                    "'scan.error-tolerance' limits the broken messages between two checkpoints:"
                            + " set it to 0 or more, together with 'scan.error-mode' = 'skip' or"
                            + " 'dead-letter'.");
        }
    }

    private static void requireTable(String option, ErrorMode mode, Optional<TablePath> table) {
        if (mode == ErrorMode.DEAD_LETTER && table.isEmpty()) {
            throw new ValidationException(
                    "'"
                            + option
                            + "' = 'dead-letter' needs 'sink.dead-letter.table': set it, for"
                            + " example to 'dead_letters'. The table is created if it does not"
                            + " exist.");
        }
    }

    /** Returns the table in the given database, or in the one before the dot of the text. */
    static TablePath path(String text, String database) {
        int dot = text.indexOf('.');
        String table = text.substring(dot + 1);
        if (table.isBlank() || dot >= 0 && text.substring(0, dot).isBlank()) {
            throw new ValidationException(
                    "'sink.dead-letter.table' is '"
                            + text
                            + "'; give the name of a table, or database.table.");
        }
        return new TablePath(dot < 0 ? database : text.substring(0, dot), table);
    }

    /**
     * Lets the requests about the target also ask what {@link #check} needs.
     *
     * @param server the reader of the target
     */
    void expect(TableReader server) {
        if (rows != ErrorMode.FAIL) {
            server.expect(InsertProfile.DRY_RUN);
        }
        if (deadLetters.isPresent()) {
            server.beside(deadLetters.get());
            server.expect(InsertProfile.DEAD_LETTER);
        }
    }

    /** Returns the columns of the dead-letter table that are filled; empty without such a table. */
    Map<TablePath, List<String>> filled(TableReader server) throws ClickHouseException {
        Map<TablePath, List<String>> filled = new HashMap<>();
        if (deadLetters.isPresent()) {
            server.beside(deadLetters.get())
                    .read()
                    .found()
                    .ifPresent(table -> filled.put(table.path(), DeadLetterTable.filled(table)));
        }
        return filled;
    }

    /**
     * Checks at planning that refused rows can be found and dead letters can be written.
     *
     * @param server the reader of the target
     */
    void check(TableReader server, String fenceColumn) {
        try {
            if (rows != ErrorMode.FAIL) {
                BisectingHandler.skipping(RetryConfig.DEFAULT).probeGrants(server);
            }
            if (deadLetters.isPresent()) {
                DeadLetterTable table = new DeadLetterTable(deadLetters.get(), fenceColumn);
                checkDeadLetters(table, server.beside(deadLetters.get()));
            }
        } catch (ClickHouseException e) {
            if (e.kind() == FailureKind.FAIL) {
                throw new ValidationException(e.getMessage());
            }
            throw new ValidationException(
                    "Cannot check 'sink.error-mode' and 'sink.dead-letter.table'. "
                            + e.getMessage()
                            + ". To plan without a server, set 'sink.validate' = 'false'.");
        }
    }

    private static void checkDeadLetters(DeadLetterTable table, TableReader server)
            throws ClickHouseException {
        Optional<String> obstacle = table.obstacle(server);
        if (obstacle.isPresent()) {
            throw new ValidationException(obstacle.get());
        }
        server.settings(InsertProfile.DEAD_LETTER);
    }

    void apply(InternalSinkBuilder<?> sink) {
        switch (rows) {
            case FAIL -> {}
            case SKIP -> sink.skipRejectedRows();
            case DEAD_LETTER -> deadLetters.ifPresent(sink::deadLetterTable);
        }
    }
}
