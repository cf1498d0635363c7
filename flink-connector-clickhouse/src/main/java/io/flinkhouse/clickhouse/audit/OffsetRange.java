// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

/**
 * A range of offsets.
 *
 * @param to the offset after the last one
 */
record OffsetRange(long from, long to) {

    long length() {
        return to - from;
    }
}
