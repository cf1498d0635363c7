// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The cost of a run: elapsed seconds, CPU seconds of this process with its ended children, and of
 * the server.
 */
record Usage(double seconds, double client, double server) {

    private static final double TICKS_PER_SECOND = 100;

    /** A run that is timed. */
    interface Run {
        void run() throws Exception;
    }

    static Usage of(long serverPid, Run run) throws Exception {
        double client = cpuSeconds(ProcessHandle.current().pid());
        double server = cpuSeconds(serverPid);
        long start = System.nanoTime();
        run.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Usage(
                seconds,
                cpuSeconds(ProcessHandle.current().pid()) - client,
                cpuSeconds(serverPid) - server);
    }

    /** User and system time from {@code /proc/<pid>/stat}; its second field may hold spaces. */
    private static double cpuSeconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int i = 11; i <= 14; i++) { // user, system, and the same of ended children
                ticks += Long.parseLong(fields[i]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
