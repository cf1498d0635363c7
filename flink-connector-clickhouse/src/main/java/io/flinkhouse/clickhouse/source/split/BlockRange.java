// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.sql.Literals;

import org.apache.flink.annotation.Internal;

/**
 * Inserts of one partition, by the numbers that the server gave them.
 *
 * @param partition the id of the partition
 * @param from the first place
 * @param upTo the number of the last insert
 */
@Internal
public record BlockRange(String partition, BlockOffset from, long upTo) {

    /** Returns the condition of the rows. */
    public String condition() {
        String condition =
                "_partition_id = "
                        + Literals.quote(partition)
                        + " AND _block_number >= "
                        + from.block()
                        + " AND _block_number <= "
                        + upTo;
        return from.offset() == 0
                ? condition
                : condition
                        + " AND (_block_number > "
                        + from.block()
                        + " OR _block_offset >= "
                        + from.offset()
                        + ")";
    }
}
