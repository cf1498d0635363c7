// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import io.flinkhouse.clickhouse.config.ConnectionConfig;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.procedures.Procedure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The procedures of a catalog, by name. */
@Internal
public final class Procedures {

    private final Map<String, Procedure> byName = new TreeMap<>();

    /**
     * @param connection to the server of the catalog; its database is that of tables without one
     */
    public Procedures(ConnectionConfig connection) {
        byName.put("audit_delivery", new AuditDelivery(connection));
        byName.put("explain_delivery", new ExplainDelivery(connection));
        byName.put("list_spool", new ListSpool());
        byName.put("replay_spool", new ReplaySpool(connection));
    }

    /** Returns the names of all procedures. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** Returns a procedure; empty if there is none of this name. */
    public Optional<Procedure> get(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
