// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.demo;

import io.flinkhouse.clickhouse.e2e.JdbcCounts;

/** The events in the table of ClickHouse. */
record StoredEvents(JdbcCounts counts) implements Arrivals {

    @Override
    public long count() {
        return counts.number("SELECT count() FROM demo.github_events");
    }

    @Override
    public long distinct() {
        return counts.number("SELECT uniqExact((_partition, _offset)) FROM demo.github_events");
    }
}
