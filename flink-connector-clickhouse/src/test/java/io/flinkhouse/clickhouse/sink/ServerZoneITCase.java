// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.schema.InsertableColumns;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ClickHouseExtension.class)
class ServerZoneITCase {

    @Test
    void aColumnWithoutAZoneHasTheServers(ClickHouseDatabase db) throws IOException {
        db.execute("CREATE TABLE t (a DateTime, b DateTime64(3, 'UTC')) ENGINE = Memory");
        Map<String, String> tokyo = Map.of("session_timezone", "Asia/Tokyo");
        try (ClickHouseClient client =
                new ClickHouseClient(db.connection().withSettings(tokyo), 1)) {
            InsertableColumns columns =
                    InsertableColumns.of(
                            TableDescription.of(client, new TablePath(db.name(), "t")));

            assertThat(columns.type("a")).hasToString("DateTime('Asia/Tokyo')");
            assertThat(columns.type("b")).hasToString("DateTime64(3, 'UTC')");
        }
    }
}
