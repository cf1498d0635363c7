// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.procedure.Procedures;

import org.apache.flink.table.procedures.Procedure;

import java.util.List;
import java.util.Optional;

/**
 * The procedures of a catalog. They are in the database {@code sys}, which the server need not
 * have: {@code CALL ch.sys.name(…)}.
 */
record CatalogProcedures(Procedures procedures) {

    static final String DATABASE = "sys";

    /** Returns whether the database holds procedures. */
    boolean isIn(String database) {
        return database.equals(DATABASE);
    }

    List<String> names(String database) {
        return isIn(database) ? procedures.names() : List.of();
    }

    Optional<Procedure> find(String database, String name) {
        return isIn(database) ? procedures.get(name) : Optional.empty();
    }
}
