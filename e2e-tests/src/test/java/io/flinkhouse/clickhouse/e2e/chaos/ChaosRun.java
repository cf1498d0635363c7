// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.Await;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** One run of a shape: messages go through the pipe while faults strike it, one after the other. */
final class ChaosRun {

    /** The next fault comes before the job has recovered from the last: one time out of this. */
    private static final int IMPATIENCE = 4;

    private static final Duration DRAIN = Duration.ofMinutes(15);

    private final Pipe pipe;
    private final Shape shape;
    private final List<FaultKind> plan;
    private final long seed;
    private final Map<FaultKind, Integer> struck = new EnumMap<>(FaultKind.class);

    ChaosRun(Pipe pipe, List<FaultKind> plan, long seed) {
        this.pipe = pipe;
        this.shape = pipe.shape();
        this.plan = plan;
        this.seed = seed;
    }

    /** How often each kind has struck so far. */
    Map<FaultKind, Integer> struck() {
        return struck;
    }

    Outcome run() {
        shape.create(pipe.clickHouse());
        shape.begin(pipe.clickHouse());
        try (KafkaTopic topic = pipe.createTopic();
                Producer producer = new Producer(topic, shape, seed).start()) {
            pipe.jobs().submit(2);
            strike(producer);
            long messages = producer.stop();
            drain(messages);
            return new Outcome(plan.size(), shape.rows(messages), shape.compare(messages));
        } finally {
            shape.end();
        }
    }

    private void strike(Producer producer) {
        for (int i = 0; i < plan.size(); i++) {
            FaultKind kind = plan.get(i);
            // Its own numbers, so that how long something took does not change what comes next.
            Random random = new Random(seed * 1_000_003 + i);
            long start = System.nanoTime();
            if (i == plan.size() - 1) {
                shape.beforeLastFault();
            }
            kind.strike(pipe, random);
            struck.merge(kind, 1, Integer::sum);
            boolean wait = random.nextInt(IMPATIENCE) > 0;
            if (wait) {
                pipe.awaitProgress();
            }
            shape.calm(false);
            Chaos.say(
                    "fault %d of %d: %s, %s after %.1f s, %d rows sent"
                            .formatted(
                                    i + 1,
                                    plan.size(),
                                    kind,
                                    wait ? "overcome" : "done",
                                    (System.nanoTime() - start) / 1e9,
                                    producer.messages()));
        }
        pipe.awaitProgress();
    }

    /** Waits until nothing is missing, or nothing comes any more; the comparison says which. */
    private void drain(long messages) {
        Silence silence = new Silence(pipe.proxy()::hits);
        BooleanSupplier done =
                () -> {
                    pipe.jobs().watch();
                    return shape.isComplete(messages) || silence.lasts();
                };
        try {
            Await.until("all rows", DRAIN, done);
        } catch (IllegalStateException e) {
            Chaos.say(e.getMessage());
        }
        pipe.jobs().end();
    }
}
