// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

import java.io.IOException;
import java.util.Optional;

/** Writes a change of one row kind. */
@FunctionalInterface
interface ChangeHandler {

    void apply(RowData row, ChangeOutput out) throws IOException, InterruptedException;

    static ChangeHandler append(Optional<GeneratedColumns> engine, byte flag) {
        if (engine.isEmpty()) {
            return (row, out) -> out.append(row);
        }
        GeneratedColumns columns = engine.get();
        return (row, out) -> out.append(columns.behind(row, flag));
    }

    /**
     * Appends a row that marks another as deleted; values outside of the key need not fit their
     * columns.
     */
    static ChangeHandler appendMark(
            Optional<GeneratedColumns> engine, byte flag, PlacementFields kept) {
        GeneratedColumns columns = engine.orElseThrow();
        return (row, out) -> {
            try {
                out.appendKey(columns.behind(row, flag));
            } catch (BadValueException e) {
                out.appendKey(columns.behind(kept.of(row), flag));
            }
        };
    }

    /** Fails the job on a row of this kind, in every error mode. */
    static ChangeHandler refuse(RowKind kind, TablePath table, String why) {
        String message = "Cannot write a row of kind " + kind + " to " + table + ". " + why;
        return (row, out) -> {
            throw new IOException(message);
        };
    }
}
