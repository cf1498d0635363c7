// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.source.split.BlockCursors;
import io.flinkhouse.clickhouse.source.split.BlockRange;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.source.split.SplitPosition;
import io.flinkhouse.clickhouse.source.split.TableSplit;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScanStateSerializerTest {

    private static final TableSplit KEYS =
            new TableSplit("1", "k < 5", Optional.of(new SplitPosition(List.of("4"), 2)));

    private static final TableSplit BLOCKS =
            new TableSplit(new BlockRange("202611", new BlockOffset(7, 3), 9), "id of t");

    private final ScanStateSerializer serializer = new ScanStateSerializer();

    @Test
    void readsWhatItWrites() throws IOException {
        ScanState state =
                new ScanState(
                        Optional.of(new ScanPlan(List.of(KEYS, BLOCKS), List.of(), "id of t")),
                        Optional.of(
                                new BlockCursors(
                                        new BlockOffset(12, 0),
                                        Map.of("202611", new BlockOffset(10, 0)),
                                        11,
                                        9)));
        assertThat(serializer.deserialize(2, serializer.serialize(state))).isEqualTo(state);
        assertThat(serializer.deserialize(2, serializer.serialize(ScanState.NEW)))
                .isEqualTo(ScanState.NEW);
    }

    /** Version 1 ends before the cursors. */
    @Test
    void readsAScanOfVersionOne() throws IOException {
        ScanState state = new ScanState(Optional.of(new ScanPlan(List.of(), List.of(), "id of t")));
        byte[] bytes = serializer.serialize(state);
        assertThat(serializer.deserialize(1, Arrays.copyOf(bytes, bytes.length - 1)))
                .isEqualTo(state);
    }

    @Test
    void refusesALaterVersion() {
        assertThatThrownBy(() -> serializer.deserialize(3, new byte[1]))
                .hasMessageContaining("this connector reads 1 to 2");
    }
}
