// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

/**
 * The offsets of a partition that are audited, and those that the topic has.
 *
 * @param begin the first offset of the partition
 * @param end the offset after the last committed record
 * @param from the first audited offset
 * @param to the offset after the last audited one
 */
record AuditedRange(int partition, long begin, long end, long from, long to) {

    boolean isEmpty() {
        return from >= to;
    }
}
