// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import org.apache.flink.annotation.Internal;

import java.util.Optional;

/**
 * A DELETE or UPDATE of the rows of some keys.
 *
 * @param text ends with its condition
 */
@Internal
public record KeyedStatement(String text, StatementBounds bounds) {

    private static final String DELETE = "DELETE FROM ";

    /**
     * Returns the query that counts the rows a DELETE has left; empty for an UPDATE, or if the user
     * may not read the key.
     */
    public Optional<String> leftRows() {
        return bounds.seesKeys() && text.startsWith(DELETE)
                ? Optional.of("SELECT count() FROM " + text.substring(DELETE.length()))
                : Optional.empty();
    }

    /**
     * Returns the statement for rows up to a block. Rows that are inserted later have higher
     * numbers, so that a request which the network delays does not change them.
     */
    public KeyedStatement upTo(long block) {
        return new KeyedStatement(text + " AND `_block_number` <= " + block, bounds);
    }

    /**
     * Returns the text of the statement, which the server refuses if its clock is past a time when
     * the statement arrives.
     *
     * @param deadline in milliseconds
     */
    public String until(long deadline) {
        return text
                + " AND (SELECT throwIf(now64(3) > fromUnixTimestamp64Milli(toInt64("
                + deadline
                + ")), 'the statement arrives late')) = 0";
    }
}
