// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.File;
import java.io.Serializable;

/**
 * Limits of the response buffer: the bytes of a compressed response that wait for the reader, first
 * in memory, then in a temporary file.
 *
 * @param directory where the file is created; a reader in Flink gives a directory of {@code
 *     io.tmp.dirs}
 */
@Internal
public record ReadBuffer(long memory, long disk, File directory) implements Serializable {

    public static final String MEMORY_OPTION = "scan.buffer.memory";
    public static final String DISK_OPTION = "scan.buffer.disk";

    private static final long LEAST = 1L << 20;

    public static final ReadBuffer DEFAULT =
            new ReadBuffer(32L << 20, 4L << 30, new File(System.getProperty("java.io.tmpdir")));

    public ReadBuffer {
        Require.that(memory >= LEAST, MEMORY_OPTION, memory + " bytes", "at least '1 mb'");
        Require.that(disk >= 0, DISK_OPTION, disk + " bytes", "a size, or '0' for no file");
    }

    /** Returns the limits with another directory. */
    public ReadBuffer in(File directory) {
        return new ReadBuffer(memory, disk, directory);
    }
}
