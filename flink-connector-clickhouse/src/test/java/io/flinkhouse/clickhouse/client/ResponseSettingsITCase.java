// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that settings of the user do not change responses to the connector's queries. */
@ExtendWith(ClickHouseExtension.class)
class ResponseSettingsITCase {

    /** The setting is for pass-through messages; QueryProfileITCase tests users' profiles. */
    @Test
    void nullIsNull(ClickHouseDatabase db) throws Exception {
        ConnectionConfig config =
                db.connection().withSettings(Map.of("format_tsv_null_representation", "nothing"));
        try (ClickHouseClient client = new ClickHouseClient(config, 1)) {
            assertThat(client.query("SELECT 'nothing', NULL"))
                    .containsExactly(Arrays.asList("nothing", null));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\tb", "a\nb", "a\\nb", "\\N", "a'b", "a\rb", "a\0b", "a%20b+c&d", ""})
    void aParameterArrivesAsItIs(String value, ClickHouseDatabase db) throws Exception {
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            assertThat(client.query("SELECT {x:String}", Map.of("param_x", value)))
                    .containsExactly(List.of(value));
        }
    }
}
