// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.TimestampType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;

import static org.assertj.core.api.Assertions.assertThat;

class WallClockTest {

    @ParameterizedTest
    @CsvSource({
        "Asia/Tokyo, 2024-06-01T12:00:00, 2024-06-01T03:00:00Z",
        "Europe/Berlin, 2024-03-31T02:30:00, 2024-03-31T01:30:00Z", // skipped: an hour later
        "Europe/Berlin, 2024-10-27T02:30:00, 2024-10-27T00:30:00Z", // twice: the earlier
        "America/New_York, 1950-07-01T00:00:00, 1950-07-01T04:00:00Z",
        "UTC, 1969-12-31T23:59:59, 1969-12-31T23:59:59Z"
    })
    void isAnInstantInTheZone(String zone, String local, Instant instant) {
        assertThat(new WallClock(ZoneId.of(zone)).toInstant(millis(LocalDateTime.parse(local))))
                .isEqualTo(instant.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Tokyo"})
    void agreesWithTheJdkWhateverCameBefore(String name) {
        ZoneId zone = ZoneId.of(name);
        WallClock clock = new WallClock(zone);
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            long seconds = random.nextInt() + random.nextInt(3) * 3600L;
            LocalDateTime local = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
            Instant instant = Instant.ofEpochSecond(seconds);

            assertThat(clock.toInstant(millis(local)))
                    .isEqualTo(local.atZone(zone).toInstant().toEpochMilli());
            assertThat(clock.toLocal(instant.toEpochMilli()))
                    .isEqualTo(millis(LocalDateTime.ofInstant(instant, zone)));
        }
    }

    @Test
    void theZoneOfTheJvmPlaysNoPart() throws IOException {
        byte[] here = block();
        TimeZone original = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Shanghai"));
            assertThat(block()).isEqualTo(here);
        } finally {
            TimeZone.setDefault(original);
        }
    }

    private static byte[] block() throws IOException {
        TimestampType wall = new TimestampType(3);
        NativeBlockBuilder encoder =
                new NativeBlockBuilder(
                        List.of(
                                new ColumnSpec("a", TypeParser.parse("DateTime"), wall),
                                new ColumnSpec(
                                        "b", TypeParser.parse("DateTime64(3, 'UTC')"), wall)));
        TimestampData noon =
                TimestampData.fromLocalDateTime(LocalDateTime.parse("2024-06-01T12:00:00"));
        encoder.append(GenericRowData.of(noon, noon));
        return CodecContractTest.plain(encoder.seal());
    }

    private static long millis(LocalDateTime local) {
        return local.toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
