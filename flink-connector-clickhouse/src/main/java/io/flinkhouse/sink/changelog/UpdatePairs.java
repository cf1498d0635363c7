// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.changelog;

import io.flinkhouse.codec.BadValueException;

import org.apache.flink.table.data.RowData;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows before an update whose row after it has not come yet. A query that filters what it
 * updates takes a row out of its result by the former alone, which is a delete in all but name.
 */
final class UpdatePairs {

    private final Statements keyed;
    private final String refusal;
    private final Set<List<String>> open = new HashSet<>();

    /**
     * @param refusal why the table cannot take a delete
     */
    UpdatePairs(Statements keyed, String refusal) {
        this.keyed = keyed;
        this.refusal = refusal;
    }

    void before(RowData row) {
        open.add(keyed.key(row));
    }

    void after(RowData row) {
        if (!open.isEmpty()) {
            open.remove(keyed.key(row));
        }
    }

    /**
     * @throws BadValueException if a row was taken out
     */
    void finish() {
        if (!open.isEmpty()) {
            throw new BadValueException(
                    "The query takes rows out of its result by an update that leaves nothing behind ("
                            + open.size()
                            + " since the last checkpoint), which is a delete. "
                            + refusal);
        }
    }
}
