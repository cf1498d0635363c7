// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

/**
 * What a block holds.
 *
 * @param length bytes of the payload
 * @param checksum CRC-32C of the payload
 * @param compressed whether the payload is in ClickHouse's LZ4 frames
 */
public record Content(long rows, long length, int checksum, boolean compressed) {}
