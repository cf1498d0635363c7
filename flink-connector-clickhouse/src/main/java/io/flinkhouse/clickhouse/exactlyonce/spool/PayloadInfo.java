// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockKind;

import org.apache.flink.annotation.Internal;

/**
 * Describes the payload of a block: kind, rows, length, checksum.
 *
 * @param kind rows or messages
 * @param rows the number of rows or messages
 * @param length the number of bytes in the spool or in state
 * @param checksum the CRC-32C of these bytes
 * @param compressed whether the payload is in ClickHouse's LZ4 frames
 * @param boundaries the number of bytes at the end that are not sent: the end offsets of messages;
 *     0 for a block of rows
 */
@Internal
public record PayloadInfo(
        BlockKind kind, long rows, long length, int checksum, boolean compressed, int boundaries) {

    /** Returns whether the payload holds messages, so that the number of rows is unknown. */
    public boolean isMessages() {
        return kind == BlockKind.MESSAGES;
    }
}
