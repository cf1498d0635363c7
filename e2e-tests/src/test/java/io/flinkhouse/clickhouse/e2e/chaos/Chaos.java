// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ServerProcess;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/**
 * Starts all processes, causes faults, and prints the lost and duplicated rows in its last line. It
 * keeps the logs of a failed run.
 */
public final class Chaos {

    private static final PrintStream OUT = System.out;

    private Chaos() {}

    public static void main(String[] args) {
        try {
            System.exit(run(ChaosArguments.parse(args)) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            OUT.println(e.getMessage() + "\n" + ChaosArguments.USAGE);
            System.exit(2);
        }
    }

    private static boolean run(ChaosArguments arguments) {
        say("seed " + arguments.seed() + ", kinds " + arguments.kinds());
        try (Pipe pipe = new Pipe()) {
            ChaosRun run = new ChaosRun(arguments, pipe);
            Outcome outcome = null;
            try {
                outcome = run.run();
            } catch (IllegalStateException e) {
                e.printStackTrace(OUT);
            }
            say("seed " + arguments.seed() + ", faults by kind " + run.struck());
            if (outcome == null || !outcome.isExact()) {
                say("logs are kept in " + keepLogs(pipe, arguments.seed()));
            }
            if (outcome == null) {
                OUT.println("the run could not be finished");
                return false;
            }
            outcome.tables().forEach(table -> say(table.toString()));
            OUT.println(outcome);
            return outcome.isExact();
        }
    }

    private static Path keepLogs(Pipe pipe, long seed) {
        try {
            Path kept = Files.createTempDirectory("chaos-" + seed + "-");
            for (ServerProcess process : pipe.processes()) {
                Files.copy(process.log(), kept.resolve(process.directory().getFileName() + ".log"));
            }
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void say(String text) {
        OUT.println("[chaos] " + LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + text);
    }
}
