// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.client.KnownSettings;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.Optional;

/**
 * The description of a table, of the user's rights and of the settings that a server knows, at one
 * moment.
 *
 * @param found empty if there is no such table, or the user may not see it
 * @param readOnly whether the user's profile forbids inserts
 * @param clockAheadMillis by how much the clock of this machine is ahead of the server's, at most
 * @param settings those of an INSERT that this server knows
 */
@Internal
public record TableSnapshot(
        TablePath path,
        Optional<TableDescription> found,
        boolean readOnly,
        long clockAheadMillis,
        KnownSettings settings) {

    /**
     * @throws ClickHouseException if there is no such table, or the user may not see it
     */
    public TableDescription table() throws ClickHouseException {
        return found.orElseThrow(() -> TableDescription.missing(path));
    }
}
