// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockKind;

import org.apache.flink.annotation.Internal;

/**
 * Describes the payload of a block: kind, rows, length, checksum.
 *
 * @param kind rows or messages
 * @param rows of the target; where the block holds messages, how many of those
 * @param length bytes that are kept
 * @param checksum CRC-32C of them
 * @param compressed whether the payload is in ClickHouse's LZ4 frames
 * @param boundaries how many of the bytes, at their end, are not sent but say where each message
 *     ends; 0 for a block of rows
 */
@Internal
public record PayloadInfo(
        BlockKind kind, long rows, long length, int checksum, boolean compressed, int boundaries) {

    /** Tells whether the server makes the rows, so that nobody here knows how many they are. */
    public boolean isMessages() {
        return kind == BlockKind.MESSAGES;
    }
}
