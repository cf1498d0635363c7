// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

/**
 * The table and INSERT statement that a block was sealed for.
 *
 * @param tableUuid the table's UUID when the block was sealed; empty if its database assigns none
 * @param statement the INSERT up to and including the format
 * @param fence the value of the fence column in each row, or 0 if the table had none
 */
@Internal
public record InsertTarget(TablePath table, String tableUuid, String statement, long fence) {

    public boolean isFenced() {
        return fence != 0;
    }
}
