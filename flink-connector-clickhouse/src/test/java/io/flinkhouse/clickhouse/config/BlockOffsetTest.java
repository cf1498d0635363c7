// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BlockOffsetTest {

    @Test
    void readsAPlaceForEachPartition() {
        assertThat(BlockOffset.parse("all:120"))
                .containsOnly(java.util.Map.entry("all", new BlockOffset(120, 0)));
        assertThat(BlockOffset.parse("202611:57; 2026-12:61:1000;"))
                .containsEntry("202611", new BlockOffset(57, 0))
                .containsEntry("2026-12", new BlockOffset(61, 1000))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "all",
                "all:",
                "all:-1",
                "all:1:2:3",
                "all:1;;all:2",
                "partition:0,offset:1"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> BlockOffset.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'scan.startup.specific-offsets' is '" + text + "'")
                .hasMessageContaining("'all:120:0'");
    }

    @Test
    void refusesAPartitionThatIsThereTwice() {
        assertThatThrownBy(() -> BlockOffset.parse("all:1;all:2"))
                .hasMessageContaining("one place for partition all");
    }
}
