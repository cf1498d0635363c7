// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.List;

/**
 * The servers that have the tables of a shape.
 *
 * @param closing ends them and what they need
 */
record Servers(List<ClickHouseServer> all, Runnable closing) implements AutoCloseable {

    static Servers of(ClickHouseServer server) {
        return new Servers(List.of(server), server::close);
    }

    @Override
    public void close() {
        closing.run();
    }
}
