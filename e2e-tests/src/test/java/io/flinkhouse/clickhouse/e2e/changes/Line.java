// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.changes;

import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;

/** The clauses that a script needs on the Flink version of this run. */
final class Line {

    private Line() {}

    /**
     * Before 2.2 the planner may take away the rows before updates; from 2.3 on it asks what is to
     * happen where it does not know the key of a query.
     */
    static String settings() {
        String version = FlinkOptions.DEFAULT.version();
        if (version.matches("(1|2\\.[01])\\..*")) {
            return "SET 'table.exec.sink.upsert-materialize' = 'NONE';\n";
        }
        return version.startsWith("2.2.")
                ? ""
                : "SET 'table.exec.sink.require-on-conflict' = 'false';\n";
    }
}
