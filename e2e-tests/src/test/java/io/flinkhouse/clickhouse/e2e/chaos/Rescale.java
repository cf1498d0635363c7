// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.Fault;

import java.util.Random;

/**
 * Stops the job with a savepoint, every other time with lost responses, and starts it with another
 * parallelism.
 */
final class Rescale {

    private Rescale() {}

    static void strike(Pipe pipe, Random random) {
        pipe.awaitProgress();
        if (random.nextBoolean()) {
            pipe.proxy().next(1 + random.nextInt(2), new Fault.CutAfterAnswer());
        }
        pipe.jobs().restartOne(1 + random.nextInt(Pipe.MOST_SUBTASKS), random);
        pipe.proxy().heal();
    }
}
