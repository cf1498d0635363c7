// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import org.apache.flink.table.procedures.Procedure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The procedures of a catalog. They are in the database {@code sys}, which the server need not
 * have: {@code CALL ch.sys.name(…)}.
 */
record CatalogProcedures(Map<String, Procedure> byName) {

    static final String DATABASE = "sys";

    CatalogProcedures {
        byName = Map.copyOf(byName);
    }

    /** Returns whether the database holds procedures. */
    boolean isIn(String database) {
        return !byName.isEmpty() && database.equals(DATABASE);
    }

    List<String> names(String database) {
        return isIn(database) ? List.copyOf(new TreeSet<>(byName.keySet())) : List.of();
    }

    Optional<Procedure> find(String database, String name) {
        return isIn(database) ? Optional.ofNullable(byName.get(name)) : Optional.empty();
    }
}
