// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.List;
import java.util.Map;

/** A user with the grants of the documentation and no others. */
final class LeastGrants extends RowShape {

    @Override
    void createTables(ClickHouseServer clickHouse) {
        clickHouse.execute(
                "CREATE TABLE "
                        + TARGET
                        + " (id UInt64, payload String"
                        + FENCE
                        + ")"
                        + THREE_PARTITIONS
                        + WINDOW);
    }

    @Override
    ClickHouseOptions server(Map<String, String> profile) {
        return JobUser.with(
                profile,
                List.of(
                        DocumentedGrants.of("at-least-once", TARGET),
                        DocumentedGrants.of("… where the table has a PARTITION BY", TARGET)));
    }
}
