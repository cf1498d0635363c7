// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.procedure.ProcedureCatalog;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;

import java.util.List;

/** Calls {@code audit_delivery}; a finding is "kind partition from..to number". */
final class AuditCall {

    static final String BROKERS = "bootstrap.servers=" + Topic.bootstrapServers();

    private AuditCall() {}

    /** Audits a table against the topic; more arguments begin with a comma. */
    static List<String> on(ClickHouseDatabase db, String table, Topic topic, String more)
            throws Exception {
        return of(
                db,
                "table_name => '%s', topic => '%s', properties => '%s'%s"
                        .formatted(table, topic.name(), BROKERS, more));
    }

    static List<String> of(ClickHouseDatabase db, String arguments) throws Exception {
        return ProcedureCatalog.call(
                        TableEnvironment.create(new Configuration()),
                        db,
                        "CALL c.sys.audit_delivery(" + arguments + ")")
                .stream()
                .map(AuditCall::brief)
                .toList();
    }

    private static String brief(Row row) {
        return "%s %s %s..%s %s"
                .formatted(
                        row.getField(0),
                        row.getField(2),
                        row.getField(3),
                        row.getField(4),
                        row.getField(5));
    }
}
