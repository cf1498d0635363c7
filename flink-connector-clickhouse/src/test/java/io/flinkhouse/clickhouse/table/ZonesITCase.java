// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SeenLogs;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.types.ServerZone;

import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that wall clocks arrive as the server itself would read them, in all zones it has. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class ZonesITCase {

    @ParameterizedTest
    @CsvSource({
        "Asia/Tokyo, 1900-01-01 00:00:00",
        "Asia/Kolkata, 1900-01-01 00:00:00",
        "America/Chicago, 2299-12-31 23:59:59",
        "EST, 1900-01-01 00:00:00",
        "EST, 2026-07-01 12:00:00",
        "MST, 2026-07-01 12:00:00",
        "HST, 1935-07-01 12:00:00",
        "ROC, 1945-07-01 12:00:00",
        "Factory, 2026-07-01 12:00:00"
    })
    void aWallClockIsThatOfTheServer(String zone, String clock, ClickHouseDatabase db)
            throws Exception {
        create(db, zone);
        run(db, "TIMESTAMP(3)", "TIMESTAMP '" + clock + "'");
        assertThat(db.query("SELECT toString(moment), moment = '" + clock + "' FROM t"))
                .hasToString("[[" + clock + ".000, 1]]");
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Tokyo, 1899-12-31 23:59:59",
        "Asia/Tokyo, 2300-01-01 00:00:00",
        "America/Chicago, 2300-01-01 00:00:00"
    })
    void aWallClockOutOfTheRangeIsRefusedWithTheZone(
            String zone, String clock, ClickHouseDatabase db) {
        create(db, zone);
        assertThatThrownBy(() -> run(db, "TIMESTAMP(3)", "TIMESTAMP '" + clock + "'"))
                .hasStackTraceContaining(
                        "only 1900-01-01 00:00:00 to 2299-12-31 23:59:59.999999 in " + zone)
                .satisfies(e -> assertThat(e.toString()).doesNotContain(clock));
    }

    @Test
    void anInstantNeedsNoZone(ClickHouseDatabase db) throws Exception {
        create(db, "EST");
        run(db, "TIMESTAMP_LTZ(3)", "TO_TIMESTAMP_LTZ(1000, 3)");
        assertThat(db.query("SELECT toUnixTimestamp64Milli(moment) FROM t"))
                .hasToString("[[1000]]");
    }

    @Test
    void javaKnowsAllZonesOfTheServer(ClickHouseDatabase db) {
        assertThat(db.query("SELECT time_zone FROM system.time_zones"))
                .hasSizeGreaterThan(500)
                .allSatisfy(zone -> assertThat(ServerZone.find(zone.get(0))).isPresent());
    }

    /** Java has Brussels' history for it. */
    @Test
    void aZoneWithAnotherHistoryIsToldAtPlanning(ClickHouseDatabase db) {
        create(db, "Europe/Amsterdam");
        try (SeenLogs logs = SeenLogs.start()) {
            table(db, "TIMESTAMP(3)").explain();
            assertThat(logs.text())
                    .contains("different rules of the time zone 'Europe/Amsterdam' between 1899-")
                    .contains(" and 1946-");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "EST", "HST"})
    void aZoneWithTheSameHistoryIsNotTold(String zone, ClickHouseDatabase db) {
        create(db, zone);
        try (SeenLogs logs = SeenLogs.start()) {
            table(db, "TIMESTAMP(3)").explain();
            assertThat(logs.text()).doesNotContain("different rules", "cannot be compared");
        }
    }

    private static void create(ClickHouseDatabase db, String zone) {
        db.execute(
                "CREATE TABLE t (moment DateTime64(3, '"
                        + zone
                        + "')) ENGINE = MergeTree ORDER BY moment");
    }

    private static void run(ClickHouseDatabase db, String type, String value) throws Exception {
        TableEnvironment env = SqlTable.inBatchMode();
        env.executeSql(table(db, type).ddl("sink"));
        env.executeSql("INSERT INTO sink SELECT CAST(" + value + " AS " + type + ")").await();
    }

    private static SqlTable table(ClickHouseDatabase db, String type) {
        return SqlTable.of(db, "moment " + type + " NOT NULL");
    }
}
