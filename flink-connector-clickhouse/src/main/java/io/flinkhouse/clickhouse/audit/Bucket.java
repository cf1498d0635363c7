// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

/**
 * The rows and dead letters of neighbouring offsets.
 *
 * @param rows of the table
 * @param letters dead letters about the table
 * @param unnamedLetters dead letters that do not say about which table they are
 * @param storedOffsets number of different offsets of these rows
 * @param knownOffsets number of different offsets of rows and dead letters
 * @param first the lowest offset
 * @param last the highest offset
 */
record Bucket(
        int partition,
        long rows,
        long letters,
        long unnamedLetters,
        long storedOffsets,
        long knownOffsets,
        long first,
        long last) {

    boolean hasGaps() {
        return knownOffsets < last - first + 1;
    }

    long doubles() {
        return rows - storedOffsets;
    }
}
