// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.changes;

import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** The short form of {@code e2e-tests/storm.sh}. */
@ExtendWith(ShowLogs.class)
class StormE2ECase {

    @Test
    void killedTaskManagersChangeNoRow() {
        try (Storm storm = new Storm(3, 5_000)) {
            assertThat(storm.run(100_000, 3))
                    .isNotEmpty()
                    .allSatisfy((t, n) -> assertThat(n).isZero());
        }
    }
}
