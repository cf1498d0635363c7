// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow.Since;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DedupWindowTest {

    @Test
    void coversNothingWhereThereIsNone() {
        assertThat(DedupWindow.NONE.covers(new Since(0, 0))).isFalse();
    }

    @Test
    void endsByCount() {
        DedupWindow window = new DedupWindow(100, 0);

        assertThat(window.covers(new Since(1_000_000, 99))).isTrue();
        assertThat(window.covers(new Since(0, 100))).isFalse();
    }

    @Test
    void endsByAgeBeforeASiblingsInsertCouldPruneIt() {
        DedupWindow window = new DedupWindow(10_000, 3600);

        assertThat(window.covers(new Since(3500, 1))).isTrue();
        assertThat(window.covers(new Since(3545, 1))).isFalse(); // clocks may differ by a minute
    }

    /** Then nothing is known about what came since. */
    @Test
    void coversNoBlockFromTheFuture() {
        DedupWindow window = new DedupWindow(10_000, 3600);

        assertThat(window.covers(new Since(0, 0))).isTrue();
        assertThat(window.covers(new Since(-1, 0))).isFalse();
    }
}
