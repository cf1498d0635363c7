// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.config.ChangelogConfig;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.config.WriteConfig;
import io.flinkhouse.sql.TablePath;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.types.logical.RowType;

import java.util.Optional;

/**
 * What a table sink is made of.
 *
 * @param schema the columns that are written, by name; others get their DEFAULT
 * @param parallelism empty to follow the input
 */
record SinkSettings(
        TablePath table,
        ConnectionConfig connection,
        WriteConfig write,
        ExactlyOnceConfig exactlyOnce,
        ChangelogConfig changelog,
        ErrorOptions errors,
        RowType schema,
        Optional<Integer> parallelism) {

    /** For rows of a statement that the engine makes changes of. */
    SinkSettings modifying(RowType rows, ChangelogConfig changes) {
        return new SinkSettings(
                table, connection, write, exactlyOnce, changes, errors, rows, parallelism);
    }

    /** For rows of a statement that become statements, which cannot be exactly-once. */
    SinkSettings modifyingByKey(RowType rows, ChangelogConfig changes) {
        return new SinkSettings(
                table,
                connection,
                write.with(DeliveryGuarantee.AT_LEAST_ONCE),
                exactlyOnce,
                changes,
                errors,
                rows,
                parallelism);
    }
}
