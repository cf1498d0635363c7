// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ClickHouseExtension.class)
class ClickHouseServerITCase {

    @Test
    void givesEachTestADatabase(ClickHouseDatabase db) {
        db.execute("CREATE TABLE t (a String, b Nullable(Int32)) ENGINE = MergeTree ORDER BY a");
        db.execute("INSERT INTO t VALUES ('x\\ty', NULL)");
        assertThat(db.query("SELECT a, b, currentDatabase() FROM t"))
                .containsExactly(Arrays.asList("x\ty", null, db.name()));
    }

    @Test
    void keepsTablesAcrossAKill() {
        try (ClickHouseServer server = ClickHouseServer.start()) {
            server.execute("CREATE DATABASE d");
            server.execute("CREATE TABLE d.t (a UInt64) ENGINE = MergeTree ORDER BY a");
            server.execute("INSERT INTO d.t SELECT number FROM numbers(1000)");
            server.kill();
            assertThatThrownBy(() -> server.query("SELECT 1")).hasMessageContaining("No answer");
            server.restart();
            assertThat(server.query("SELECT count() FROM d.t")).containsExactly(List.of("1000"));
        }
    }

    @Test
    void takesUsersAndSettings() {
        ClickHouseOptions options =
                ClickHouseOptions.DEFAULT
                        .setting("max_execution_time", "77")
                        .userXml(
                                "<eve><password>secret</password><profile>default</profile></eve>");
        try (ClickHouseServer server = ClickHouseServer.start(options)) {
            assertThat(server.query("SELECT getSetting('max_execution_time')"))
                    .containsExactly(List.of("77"));
            ClickHouseHttp eve =
                    ClickHouseHttp.of(server.url().replace("//", "//eve:secret@"), "default");
            assertThat(eve.query("SELECT currentUser()")).containsExactly(List.of("eve"));
            ClickHouseHttp wrong =
                    ClickHouseHttp.of(server.url().replace("//", "//eve:guess@"), "default");
            assertThatThrownBy(() -> wrong.query("SELECT 1")).hasMessageContaining("516");
        }
    }
}
