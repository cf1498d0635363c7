// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SafeBlocksTest {

    @Test
    void endsBeforeTheFirstNumberThatMayStillAppear() {
        assertThat(SafeBlocks.last(0, parts("0-0", "1-4", "6-6"), 0)).isEqualTo(4);
        assertThat(SafeBlocks.last(0, parts("1-4"), 0)).isEqualTo(-1);
        assertThat(SafeBlocks.last(5, parts("1-4", "6-6"), 0)).isEqualTo(4);
        assertThat(SafeBlocks.last(5, List.of(), 0)).isEqualTo(4);
    }

    @Test
    void goesOverNumbersThatNeverCome() {
        assertThat(SafeBlocks.last(0, parts("0-0", "3-3", "5-5"), 3)).isEqualTo(3);
        assertThat(SafeBlocks.last(0, parts("0-0", "3-3", "5-5"), 4)).isEqualTo(3);
        assertThat(SafeBlocks.last(0, parts("0-0", "3-3", "5-5"), 5)).isEqualTo(5);
    }

    @Test
    void goesOverNumbersThatAMergedPartHas() {
        assertThat(SafeBlocks.last(3, parts("0-9", "10-10"), 0)).isEqualTo(10);
    }

    @Test
    void rangesEndWithThePartThatMakesThemLarge() {
        assertThat(SafeBlocks.limited(0, 9, parts("0-3", "4-5", "6-9"), 20)).isEqualTo(5);
        assertThat(SafeBlocks.limited(0, 4, parts("0-3", "4-5", "6-9"), 20)).isEqualTo(4);
        assertThat(SafeBlocks.limited(0, 9, parts("0-9"), 5)).isEqualTo(9);
        assertThat(SafeBlocks.limited(4, 9, parts("0-3", "4-5", "6-9"), 5)).isEqualTo(5);
        assertThat(SafeBlocks.limited(0, 9, parts("0-3", "4-5", "6-9"), 30)).isEqualTo(9);
    }

    static List<PartSpan> parts(String... spans) {
        return Arrays.stream(spans)
                .map(span -> span.split("-"))
                .map(ends -> new PartSpan(Long.parseLong(ends[0]), Long.parseLong(ends[1]), 10, 0))
                .toList();
    }
}
