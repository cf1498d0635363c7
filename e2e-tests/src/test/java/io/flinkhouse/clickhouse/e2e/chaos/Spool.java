// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ServerProcess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;

/** What happens to the directory of sealed blocks. */
final class Spool {

    private static final int LONGEST_AWAY = 4_000;

    /** Less than a block that goes to the spool; 64 KiB and less stay in state. */
    private static final int LIMIT = 32 << 10;

    private static final Duration SOON = Duration.ofSeconds(15);

    private Spool() {}

    /** A file in place of the directory lets nobody make it. */
    static void takeAway(Pipe pipe, Random random) {
        Path spool = pipe.spool();
        Path aside = spool.resolveSibling("spool-aside");
        try {
            Files.move(spool, aside);
            Files.writeString(spool, "in the way");
            Pause.upTo(LONGEST_AWAY, random);
            Files.delete(spool);
            Files.move(aside, spool);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The operating system ends each write of a TaskManager at 32 KiB of a file, as on a full disk;
     * every other time the TaskManagers are killed with what they have written so far.
     */
    static void tear(Pipe pipe, Random random) {
        long before = torn(pipe.spool());
        for (int i = 0; i < Pipe.TASK_MANAGERS; i++) {
            limitFiles(pipe.flink().taskManager(i), "" + LIMIT);
        }
        try {
            Await.until("a torn file", SOON, () -> torn(pipe.spool()) > before);
        } catch (IllegalStateException e) {
            Chaos.say("no block was large enough to be torn");
        }
        Pause.upTo(LONGEST_AWAY, random);
        boolean kill = random.nextBoolean();
        for (int i = 0; i < Pipe.TASK_MANAGERS; i++) {
            ServerProcess taskManager = pipe.flink().taskManager(i);
            if (kill || !taskManager.isAlive()) { // one that was just starting does not survive it
                taskManager.restart();
            } else {
                limitFiles(taskManager, "unlimited");
            }
        }
    }

    private static void limitFiles(ServerProcess process, String size) {
        Command.run("prlimit", "--pid", "" + process.pid(), "--fsize=" + size + ":unlimited");
    }

    private static long torn(Path spool) {
        try (Stream<Path> files = Files.walk(spool)) {
            return files.filter(file -> file.toFile().length() == LIMIT).count();
        } catch (IOException | UncheckedIOException e) {
            return 0; // a file went away meanwhile
        }
    }
}
