// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.ServerProcess;

import java.util.List;
import java.util.Random;

/** Kills processes by SIGKILL and restarts them, every other time during an insert. */
final class Kills {

    private static final int LONGEST_AWAY = 2_000;

    private Kills() {}

    static void taskManager(Pipe pipe, Random random) {
        kill(pipe, random, pipe.flink().taskManager(random.nextInt(Pipe.TASK_MANAGERS)));
    }

    static void jobManager(Pipe pipe, Random random) {
        kill(pipe, random, pipe.flink().jobManager());
    }

    static void clickHouse(Pipe pipe, Random random) {
        List<ClickHouseServer> all = pipe.servers();
        kill(pipe, random, all.get(all.size() == 1 ? 0 : random.nextInt(all.size())));
    }

    static void kafka(Pipe pipe, Random random) {
        kill(pipe, random, pipe.kafka());
    }

    static void zooKeeper(Pipe pipe, Random random) {
        kill(pipe, random, pipe.zooKeeper());
    }

    /** All TaskManagers, so that the one whose insert is open is among them. */
    static void duringCommit(Pipe pipe, Random random) {
        pipe.catchInsert(pipe.hold(random));
        for (int i = 0; i < Pipe.TASK_MANAGERS; i++) {
            pipe.flink().taskManager(i).kill();
        }
        Pause.upTo(LONGEST_AWAY, random);
        for (int i = 0; i < Pipe.TASK_MANAGERS; i++) {
            pipe.flink().taskManager(i).restart();
        }
        release(pipe, random);
    }

    private static void kill(Pipe pipe, Random random, ServerProcess victim) {
        if (random.nextBoolean()) {
            pipe.catchInsert(pipe.hold(random));
        } else {
            Pause.upTo(Pipe.CHECKPOINT_MILLIS, random);
        }
        victim.kill();
        Pause.upTo(LONGEST_AWAY, random);
        victim.restart();
        release(pipe, random);
    }

    private static void release(Pipe pipe, Random random) {
        if (random.nextBoolean()) {
            pipe.proxy().cutAll(); // a committer that lives would wait for its answer
            pipe.awaitProgress(); // what is held arrives after its successor
        }
        pipe.proxy().heal();
    }
}
