// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import org.apache.flink.annotation.Internal;

import java.util.Optional;

/**
 * A DELETE or UPDATE of the rows of some keys.
 *
 * @param text ends with its condition
 * @param highestBlock a query for the highest block number of the table; empty where the statement
 *     applies to rows of all blocks
 */
@Internal
public record KeyedStatement(String text, Optional<String> highestBlock) {

    /**
     * Returns the statement for rows up to a block. Rows that are inserted later have higher
     * numbers, so that a request which the network delays does not change them.
     */
    public String upTo(long block) {
        return text + " AND `_block_number` <= " + block;
    }
}
