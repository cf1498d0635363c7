// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.Await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs faults one after the other while rows go through the pipe. */
final class ChaosRun {

    /** The next fault comes before the job has recovered from the last: one time out of this. */
    private static final int IMPATIENCE = 4;

    private static final Duration DRAIN = Duration.ofMinutes(4);

    private final ChaosArguments arguments;
    private final Pipe pipe;
    private final Map<FaultKind, Integer> struck = new EnumMap<>(FaultKind.class);

    ChaosRun(ChaosArguments arguments, Pipe pipe) {
        this.arguments = arguments;
        this.pipe = pipe;
    }

    /** How often each kind has struck so far. */
    Map<FaultKind, Integer> struck() {
        return struck;
    }

    Outcome run() {
        Tables tables = Tables.create(pipe.clickHouse(), true);
        try (KafkaTopic topic = pipe.createTopic();
                Producer producer = new Producer(topic, arguments.seed()).start()) {
            pipe.submit(2);
            strike(producer);
            long rows = producer.stop();
            drain(tables, rows);
            return new Outcome(
                    arguments.faults(),
                    rows,
                    List.of(
                            tables.compare(Tables.TARGET, rows),
                            tables.compare(Tables.VIEW, rows)));
        }
    }

    private void strike(Producer producer) {
        List<FaultKind> plan = plan();
        for (int i = 0; i < plan.size(); i++) {
            FaultKind kind = plan.get(i);
            // Its own numbers, so that how long something took does not change what comes next.
            Random random = new Random(arguments.seed() * 1_000_003 + i);
            long start = System.nanoTime();
            kind.strike(pipe, random);
            struck.merge(kind, 1, Integer::sum);
            boolean wait = random.nextInt(IMPATIENCE) > 0;
            if (wait) {
                pipe.awaitProgress();
            }
            Chaos.say(
                    "fault %d of %d: %s, %s after %.1f s, %d rows sent"
                            .formatted(
                                    i + 1,
                                    plan.size(),
                                    kind,
                                    wait ? "overcome" : "done",
                                    (System.nanoTime() - start) / 1e9,
                                    producer.rows()));
        }
        pipe.awaitProgress();
    }

    /** Each kind in turn, in a new random order each time. */
    private List<FaultKind> plan() {
        Random random = new Random(arguments.seed());
        List<FaultKind> plan = new ArrayList<>();
        while (plan.size() < arguments.faults()) {
            List<FaultKind> kinds = new ArrayList<>(arguments.kinds());
            Collections.shuffle(kinds, random);
            plan.addAll(kinds);
        }
        return plan.subList(0, arguments.faults());
    }

    /** Waits until no row is missing, or time is up; the comparison says which. */
    private void drain(Tables tables, long rows) {
        try {
            Await.until("all rows", DRAIN, () -> tables.distinct(Tables.TARGET) >= rows);
        } catch (IllegalStateException e) {
            Chaos.say(e.getMessage());
        }
        pipe.stop();
    }
}
