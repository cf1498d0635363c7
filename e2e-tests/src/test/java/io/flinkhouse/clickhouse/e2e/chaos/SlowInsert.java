// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ServerProcess;

import java.util.List;
import java.util.Random;

/**
 * Inserts that take the server seconds, so that they live on there when their client is gone: a
 * constraint sleeps. The client loses its connection, or its TaskManager is killed.
 */
final class SlowInsert {

    private static final int MOST_CONSTRAINTS = 3;
    private static final String RUNNING =
            "SELECT count() FROM system.processes WHERE query_kind = 'Insert' AND user = '"
                    + JobUser.NAME
                    + "'";

    private static final List<List<String>> NONE = List.of(List.of("0"));

    private SlowInsert() {}

    static void strike(Pipe pipe, Random random) {
        pipe.shape().calm(true);
        int constraints = 1 + random.nextInt(MOST_CONSTRAINTS);
        alter(pipe, constraints, "ADD CONSTRAINT slow%1$d CHECK sleep(2.%2$d) = 0");
        pipe.await("an insert to run", () -> isRunning(pipe));
        if (random.nextBoolean()) {
            pipe.proxy().cutAll();
        } else {
            ServerProcess victim = pipe.flink().taskManager(random.nextInt(Pipe.TASK_MANAGERS));
            victim.kill();
            victim.restart();
        }
        if (random.nextBoolean()) {
            pipe.awaitProgress();
        }
        alter(pipe, constraints, "DROP CONSTRAINT slow%1$d");
    }

    private static boolean isRunning(Pipe pipe) {
        return pipe.servers().stream().anyMatch(server -> !server.query(RUNNING).equals(NONE));
    }

    private static void alter(Pipe pipe, int constraints, String change) {
        for (String table : pipe.shape().targets()) {
            for (int i = 1; i <= constraints; i++) {
                pipe.clickHouse()
                        .execute("ALTER TABLE " + table + " " + change.formatted(i, 9 - i));
            }
        }
    }
}
