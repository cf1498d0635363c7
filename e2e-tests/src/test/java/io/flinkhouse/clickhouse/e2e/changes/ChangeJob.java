// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.changes;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;

import java.util.ArrayList;
import java.util.List;

/** A script that carries changes from topics, or from queries over them, to tables. */
final class ChangeJob {

    static final String COLUMNS = "id Int64, name Nullable(String), n Nullable(Int64)";

    private final ClickHouseServer clickHouse;
    private final KafkaBroker kafka;
    private final StringBuilder tables = new StringBuilder();
    private final List<String> inserts = new ArrayList<>();

    ChangeJob(ClickHouseServer clickHouse, KafkaBroker kafka) {
        this.clickHouse = clickHouse;
        this.kafka = kafka;
    }

    /**
     * @param options of the Kafka table, such as where it ends
     */
    ChangeJob source(String name, String columns, String options) {
        tables.append(
                "CREATE TABLE %1$s %2$s WITH (%3$s, 'topic' = '%1$s', 'properties.bootstrap.servers' = '%4$s');\n"
                        .formatted(name, columns, options, kafka.bootstrapServers()));
        return this;
    }

    ChangeJob sink(String table, String columns, String... options) {
        tables.append(
                "CREATE TABLE %1$s %2$s WITH ('connector' = 'clickhouse', 'url' = '%3$s', 'table-name' = '%1$s'"
                        .formatted(table, columns, clickHouse.url()));
        for (String option : options) {
            tables.append(", ").append(option);
        }
        tables.append(");\n");
        return this;
    }

    ChangeJob insert(String table, String query) {
        inserts.add("INSERT INTO " + table + " " + query + ";\n");
        return this;
    }

    String script() {
        return tables + "EXECUTE STATEMENT SET BEGIN\n" + String.join("", inserts) + "END;\n";
    }
}
