// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.Map;

/** A table whose server remembers no token. */
final class FenceOnly extends RowShape {

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

    @Override
    Map<FaultKind, String> leftOut() {
        return Disclaimer.in(
                        "user-guide/exactly-once.md",
                        "a request that the network delays until after its retry is not detected")
                .map(line -> Map.of(FaultKind.HOLD_REQUEST, line))
                .orElse(Map.of());
    }
}
