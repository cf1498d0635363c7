// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block that the server refused.
 *
 * @param statement the INSERT up to and including the format
 * @param token the deduplication token; no insert with it was stored
 * @param sealedAt milliseconds since 1970
 * @param parts the number of rows or messages
 */
@Internal
public record RefusedBlock(
        TablePath table,
        String statement,
        String token,
        long sealedAt,
        int parts,
        BlockBytes bytes) {

    /**
     * The bytes of a block.
     *
     * @param kind of the block
     * @param frames the compressed bytes that were sent
     * @param boundaries the end offset of each message; empty for a block of rows
     */
    public record BlockBytes(BlockKind kind, byte[] frames, byte[] boundaries) {}

    BlockKind kind() {
        return bytes.kind;
    }

    /** Returns the input format of the INSERT. */
    String format() {
        return statement.substring(statement.lastIndexOf(' ') + 1);
    }

    /** Returns the INSERT with another table. */
    String statementFor(String other) {
        return statement.replaceFirst(
                Pattern.quote(table.toString()), Matcher.quoteReplacement(other));
    }
}
