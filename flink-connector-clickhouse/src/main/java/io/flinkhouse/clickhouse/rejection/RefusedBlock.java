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
 * @param statement its INSERT, up to and including the format
 * @param token its deduplication token; no insert with it was stored
 * @param sealedAt milliseconds since 1970
 * @param parts how many rows or messages
 */
@Internal
public record RefusedBlock(
        TablePath table, String statement, String token, long sealedAt, int parts, Stored stored) {

    /**
     * The bytes of a block.
     *
     * @param kind of the block
     * @param frames what was sent, compressed
     * @param boundaries where each message ends; nothing for a block of rows
     */
    public record Stored(BlockKind kind, byte[] frames, byte[] boundaries) {}

    BlockKind kind() {
        return stored.kind;
    }

    /** Returns the format after the last word FORMAT. */
    String format() {
        return statement.substring(statement.lastIndexOf(' ') + 1);
    }

    /** The same INSERT into another table. */
    String statementFor(String other) {
        return statement.replaceFirst(
                Pattern.quote(table.toString()), Matcher.quoteReplacement(other));
    }
}
