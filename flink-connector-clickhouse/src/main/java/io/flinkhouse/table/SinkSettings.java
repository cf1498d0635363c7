// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.config.ChangelogConfig;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.config.WriteConfig;
import io.flinkhouse.sql.TablePath;

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
        Optional<Integer> parallelism) {}
