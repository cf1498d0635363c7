// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.changelog;

import io.flinkhouse.codec.BadValueException;

import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

import java.io.IOException;
import java.util.Optional;

/** What is done with a row of one kind. */
@FunctionalInterface
interface Treatment {

    void apply(RowData row, Destination out) throws IOException, InterruptedException;

    static Treatment append(Optional<EngineColumns> engine, byte flag) {
        if (engine.isEmpty()) {
            return (row, out) -> out.append(row);
        }
        EngineColumns columns = engine.get();
        return (row, out) -> out.append(columns.behind(row, flag));
    }

    static Treatment appendKey(Optional<EngineColumns> engine, byte flag) {
        EngineColumns columns = engine.orElseThrow();
        return (row, out) -> out.appendKey(columns.behind(row, flag));
    }

    static Treatment refuse(RowKind kind, String why) {
        String message = "A row of kind " + kind + " cannot be written. " + why;
        return (row, out) -> {
            throw new BadValueException(message);
        };
    }
}
