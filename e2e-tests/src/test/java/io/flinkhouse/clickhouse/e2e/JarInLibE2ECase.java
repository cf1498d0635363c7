// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("smoke")
@ExtendWith(ClickHouseExtension.class)
class JarInLibE2ECase {

    @Test
    void worksAloneInLib(ClickHouseDatabase db) {
        db.execute("CREATE TABLE t (a Int64) ENGINE = Memory");
        FlinkOptions options =
                FlinkOptions.DEFAULT.withTaskManagers(1, 1).withLib(ConnectorJar.path());
        try (FlinkCluster flink = FlinkCluster.start(options)) {
            String sql =
                    """
                    SET 'table.dml-sync' = 'true';
                    CREATE TABLE t (a BIGINT NOT NULL) WITH ('connector' = 'clickhouse', 'url' = '%s',
                      'username' = '%s', 'password' = '%s', 'database-name' = '%s', 'table-name' = 't');
                    INSERT INTO t VALUES (42);
                    """
                            .formatted(db.url(), db.username(), db.password(), db.name());
            flink.sql(sql, List.of());
        }
        assertThat(db.query("SELECT a FROM t")).containsExactly(List.of("42"));
    }
}
