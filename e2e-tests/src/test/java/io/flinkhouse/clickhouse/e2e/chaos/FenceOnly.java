// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

/** A table whose server remembers no token. */
class FenceOnly extends RowShape {

    @Override
    void createTables(ClickHouseServer clickHouse) {
        clickHouse.execute(
                "CREATE TABLE "
                        + TARGET
                        + " (id UInt64, payload String"
                        + FENCE
                        + ")"
                        + THREE_PARTITIONS);
    }
}
