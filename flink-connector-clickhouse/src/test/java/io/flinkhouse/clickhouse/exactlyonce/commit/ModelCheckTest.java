// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.exactlyonce.commit.ModelJob.End;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs decision, commit, ledger and spool against a model of ClickHouse and Flink, through every
 * schedule of so many events: lost answers, requests that arrive late or go on after their process,
 * kills, restores, rescaling, foreign inserts and deletes, refused rows, messages, merges,
 * fail-overs.
 *
 * <p>{@code -Dmodel.depth=3} goes deeper than the build does.
 */
class ModelCheckTest {

    private static final int DEPTH = Integer.getInteger("model.depth", 2);
    private static final int ENOUGH_VIOLATIONS = 5;

    private static final Exploration ALL = new Exploration();

    /** What was seen in all runs. */
    private static final class Exploration {
        private final List<String> violations = new ArrayList<>();
        private long states;
        private long runs;
        private long stopped;
        private long lost;
        private long doubled;
    }

    @AfterAll
    static void showStates() {
        System.out.printf("%d states, %d lost, %d doubled%n", ALL.states, ALL.lost, ALL.doubled);
    }

    @ParameterizedTest
    @EnumSource
    void noScheduleLosesOrDoublesARow(ModelScenario scenario) throws Exception {
        Exploration seen = explore(scenario, ModelDefect.NONE, DEPTH, ENOUGH_VIOLATIONS);

        System.out.printf(
                "%s: %d runs, %d states, %d stopped%n",
                scenario, seen.runs, seen.states, seen.stopped);
        ALL.states += seen.states;
        ALL.lost += seen.lost;
        ALL.doubled += seen.doubled;
        assertThat(seen.violations).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aDefectIsFound(ModelDefect defect) throws Exception {
        assertThat(explore(defect.shownBy(), defect, 3, 1).violations).isNotEmpty();
    }

    /**
     * @param most violations; the exploration ends when there are so many
     */
    private static Exploration explore(
            ModelScenario scenario, ModelDefect defect, int depth, int most) throws Exception {
        Exploration seen = new Exploration();
        Map<String, Integer> states = new HashMap<>();
        Deque<Schedule> open = new ArrayDeque<>(List.of(new Schedule()));
        while (!open.isEmpty() && seen.violations.size() < most) {
            Schedule schedule = open.removeLast();
            int left = depth - schedule.deviations();
            ModelJob job =
                    new ModelJob(scenario, defect, schedule, state -> isNew(states, state, left));
            seen.runs++;
            End end;
            try {
                end = job.run();
            } catch (IOException e) {
                seen.violations.add(schedule + " is stuck: " + e.getMessage());
                continue;
            }
            if (end == End.FINISHED) {
                compare(scenario, schedule, job, seen);
            } else if (end == End.STOPPED) {
                seen.stopped++;
                if (!scenario.mayStop()) {
                    seen.violations.add(schedule + " stops");
                }
            }
            if (left > 0) {
                open.addAll(schedule.next());
            }
        }
        seen.states = states.size();
        return seen;
    }

    /** A state is new again where more may still go wrong than the last time. */
    private static boolean isNew(Map<String, Integer> states, String state, int left) {
        Integer before = states.get(state);
        if (before != null && before >= left) {
            return false;
        }
        states.put(state, left);
        return true;
    }

    private static void compare(
            ModelScenario scenario, Schedule schedule, ModelJob job, Exploration seen) {
        job.server().settle();
        compare(schedule + " target", job.server().store().inTarget(), job, true, seen);
        if (scenario.hasView()) {
            // A view that a crash left short takes its rows only while tokens are remembered.
            boolean complete = !job.server().isDisturbed();
            compare(schedule + " view", job.server().store().inView(), job, complete, seen);
        }
    }

    private static void compare(
            String where,
            TreeMap<Integer, Integer> counts,
            ModelJob job,
            boolean complete,
            Exploration seen) {
        for (int record = 0; record < ModelJob.records(); record++) {
            int count = counts.getOrDefault(record, 0);
            boolean deleted = job.server().store().deleted().contains(record);
            if (count == 0 && complete && !deleted) {
                seen.lost++;
                seen.violations.add(where + ": record " + record + " is lost");
            }
            if (deleted && count > 0 && !job.replayed().contains(record)) {
                seen.doubled++;
                seen.violations.add(where + ": record " + record + " is there again");
            }
            if (count > 1 && !job.replayed().contains(record)) {
                seen.doubled++;
                seen.violations.add(where + ": record " + record + " is there " + count + " times");
            }
        }
    }
}
