// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Measures the live heap of a JVM. */
final class LiveHeap {

    private LiveHeap() {}

    /** Bytes of all objects that a full collection leaves. */
    static long bytes(long pid) {
        try {
            Process jcmd =
                    new ProcessBuilder(
                                    System.getProperty("java.home") + "/bin/jcmd",
                                    String.valueOf(pid),
                                    "GC.class_histogram")
                            .redirectErrorStream(true)
                            .start();
            String last = "";
            try (BufferedReader lines = jcmd.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    last = line;
                }
            }
            return Long.parseLong(last.trim().split("\\s+")[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
