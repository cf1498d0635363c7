// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec.lz4;

import com.clickhouse.data.ClickHouseCityHash;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

@SuppressWarnings("deprecation")
class CityHashTest {

    private static final int PREFIX = 16;

    @Test
    void isTheHashOfTheOfficialClientForEveryLength() {
        Random random = new Random(7);
        for (int length = 0; length < 1500; length++) {
            assertSame(random, length);
        }
        assertSame(random, 1 << 20);
    }

    private static void assertSame(Random random, int length) {
        byte[] bytes = new byte[PREFIX + length];
        random.nextBytes(bytes);
        long[] expected = ClickHouseCityHash.cityHash128(bytes, PREFIX, length);
        new CityHash().hash(bytes, PREFIX, length, 0);
        ByteBuffer actual = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new long[] {actual.getLong(), actual.getLong()})
                .as("length %d", length)
                .isEqualTo(expected);
    }
}
