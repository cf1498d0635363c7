// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.e2e.changes;

import io.flinkhouse.testutils.process.FlinkOptions;

/** What a script must say on the Flink line of this run. */
final class Line {

    private Line() {}

    /** Before 2.2 the planner may take away the rows before updates. */
    static String settings() {
        return FlinkOptions.DEFAULT.version().matches("(1|2\\.[01])\\..*")
                ? "SET 'table.exec.sink.upsert-materialize' = 'NONE';\n"
                : "";
    }
}
