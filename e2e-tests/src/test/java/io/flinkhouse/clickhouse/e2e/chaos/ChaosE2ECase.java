// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The short version of {@code chaos.sh}: faults of every group, always in the same order. */
@ExtendWith(ShowLogs.class)
class ChaosE2ECase {

    private static final long SEED = 20;

    private static final List<FaultKind> KINDS =
            List.of(
                    FaultKind.KILL_TASKMANAGER,
                    FaultKind.KILL_JOBMANAGER,
                    FaultKind.KILL_CLICKHOUSE,
                    FaultKind.KILL_KAFKA,
                    FaultKind.KILL_ZOOKEEPER,
                    FaultKind.CUT_ANSWER,
                    FaultKind.HOLD_REQUEST,
                    FaultKind.ERROR_319,
                    FaultKind.SPOOL_AWAY,
                    FaultKind.RESCALE);

    @Test
    void tenFaultsLoseAndDoubleNothing() {
        List<FaultKind> plan = new Deck(KINDS, SEED).deal(KINDS.size(), List.of());
        try (Pipe pipe = new Pipe(new FenceAndWindow())) {
            ChaosRun run = new ChaosRun(pipe, plan, SEED);
            Outcome outcome = run.run();
            assertThat(outcome.rows()).isGreaterThan(1_000);
            assertThat(outcome)
                    .hasToString("faults 10, rows " + outcome.rows() + ", lost 0, duplicated 0");
            assertThat(run.struck()).hasSize(KINDS.size());
        }
    }
}
