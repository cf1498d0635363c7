// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/** A table in a database; {@link #toString} is quoted and safe in a statement. */
@Internal
public record TablePath(String database, String table) implements Serializable {

    @Override
    public String toString() {
        return Identifiers.quote(database) + "." + Identifiers.quote(table);
    }
}
