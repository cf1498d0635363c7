// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.examples;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ClickHouseExtension.class)
class VisitsJobITCase {

    @Test
    void everyVisitArrives(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE visits (user_id UInt64, page LowCardinality(String),"
                        + " at DateTime64(3), tags Array(String), source String DEFAULT 'flink')"
                        + " ENGINE = MergeTree ORDER BY (page, at)");
        VisitsJob.main(new String[] {db.url(), db.username(), db.password(), db.name(), "30000"});
        assertThat(
                        db.query(
                                "SELECT count(), uniqExact(user_id), countIf(page = '/buy'),"
                                        + " toUnixTimestamp64Milli(max(at))"
                                        + " - toUnixTimestamp64Milli(min(at)),"
                                        + " uniqExact(tags), any(source) FROM visits"))
                .containsExactly(List.of("30000", "1000", "10000", "29999", "10", "flink"));
    }
}
