// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.File;
import java.io.Serializable;

/**
 * Settings of a scan.
 *
 * @param splitSize the bytes, as stored, that one split should read
 * @param fetchSize the maximum of rows in a block of the response
 * @param bufferMemory the bytes of a response that are kept in memory
 * @param bufferDisk the further bytes of a response that are kept in a temporary file
 * @param order whether splits are read in the order of the sorting key
 * @param partition a column by which a relation without a sorting key is split; null for one query
 */
@Internal
public record ReadConfig(
        long splitSize,
        int fetchSize,
        long bufferMemory,
        long bufferDisk,
        ScanOrder order,
        PartitionColumn partition)
        implements Serializable {

    public static final ReadConfig DEFAULT =
            new ReadConfig(128L << 20, 16_384, 32L << 20, 4L << 30, ScanOrder.AUTO, null);

    public ReadConfig {
        Require.that(
                splitSize > 0,
                "scan.split.size",
                splitSize + " bytes",
                "a size of at least 1 byte");
        Require.that(fetchSize > 0, "scan.fetch-size", fetchSize, "a positive number of rows");
        new ReadBuffer(bufferMemory, bufferDisk, ReadBuffer.DEFAULT.directory());
    }

    public ReadConfig withSplitSize(long bytes) {
        return new ReadConfig(bytes, fetchSize, bufferMemory, bufferDisk, order, partition);
    }

    public ReadConfig withFetchSize(int rows) {
        return new ReadConfig(splitSize, rows, bufferMemory, bufferDisk, order, partition);
    }

    public ReadConfig withBuffer(long memory, long disk) {
        return new ReadConfig(splitSize, fetchSize, memory, disk, order, partition);
    }

    public ReadConfig with(ScanOrder order) {
        return new ReadConfig(splitSize, fetchSize, bufferMemory, bufferDisk, order, partition);
    }

    public ReadConfig with(PartitionColumn partition) {
        return new ReadConfig(splitSize, fetchSize, bufferMemory, bufferDisk, order, partition);
    }

    /**
     * Returns the limits of the buffer of a response.
     *
     * @param directory where its file is created
     */
    public ReadBuffer buffer(File directory) {
        return new ReadBuffer(bufferMemory, bufferDisk, directory);
    }
}
