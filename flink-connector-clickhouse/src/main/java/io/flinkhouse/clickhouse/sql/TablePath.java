// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.Locale;
import java.util.Set;

/** A table in a database; {@link #toString} is quoted and safe in a statement. */
@Internal
public record TablePath(String database, String table) implements Serializable {

    /** Names that the server prints without back-ticks, and then parses as values. */
    private static final Set<String> VALUES =
            Set.of("true", "false", "nan", "inf", "infinity", "not");

    /**
     * Returns the name of a column for a condition. It is qualified by the table where needed: the
     * server rewrites the conditions of an UPDATE or DELETE, and {@code `true`} alone would become
     * the value true.
     */
    public String column(String name) {
        String quoted = Identifiers.quote(name);
        return VALUES.contains(name.toLowerCase(Locale.ROOT))
                ? Identifiers.quote(table) + "." + quoted
                : quoted;
    }

    @Override
    public String toString() {
        return Identifiers.quote(database) + "." + Identifiers.quote(table);
    }
}
