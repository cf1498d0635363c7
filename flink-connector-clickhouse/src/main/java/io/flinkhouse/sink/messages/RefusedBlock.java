// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.messages;

import io.flinkhouse.sql.TablePath;

/**
 * A block of messages that the server did not take.
 *
 * @param statement its INSERT, up to and including the format
 * @param token under which it was sent; nothing in the table has it
 * @param sealedAt milliseconds since 1970
 * @param frames the compressed messages
 * @param boundaries where each one ends
 */
public record RefusedBlock(
        TablePath table,
        String statement,
        String token,
        long sealedAt,
        int messages,
        Stored stored) {

    /** The bytes of a block. */
    public record Stored(byte[] frames, byte[] boundaries) {}

    /** Behind the last word FORMAT. */
    String format() {
        return statement.substring(statement.lastIndexOf(' ') + 1);
    }
}
