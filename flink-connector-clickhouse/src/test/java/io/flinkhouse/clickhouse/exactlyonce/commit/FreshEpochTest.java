// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

/** Which blocks cannot have been sent before. */
class FreshEpochTest {

    @ParameterizedTest(name = "restored {0}, attempt {1}, batch {2}: {3}")
    @CsvSource({
        // restored, attempt, batch, epoch
        ", 0, false, NEW",
        ", 1, false, NONE",
        "7, 0, false, 7",
        "7, 3, false, 7",
        // Savepoints that the State Processor API writes all have the number 0.
        "0, 0, false, NONE",
        "-1, 0, false, NONE",
        // A JobManager that took over starts a committer that was running as attempt 0.
        ", 0, true, NONE",
        ", 1, true, NONE"
    })
    void isThatOfTheVeryAttempt(Long restored, int attempt, boolean batch, String epoch) {
        OptionalLong checkpoint =
                restored == null ? OptionalLong.empty() : OptionalLong.of(restored);

        long found = FreshEpoch.of(checkpoint, attempt, batch);

        assertThat(found)
                .isEqualTo(
                        switch (epoch) {
                            case "NEW" -> BlockOrigin.NEW;
                            case "NONE" -> FreshEpoch.NONE;
                            default -> Long.parseLong(epoch);
                        });
    }
}
