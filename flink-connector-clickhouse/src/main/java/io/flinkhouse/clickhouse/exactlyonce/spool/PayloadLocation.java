// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.annotation.Internal;

/**
 * The place of a block's bytes until it is committed: inline in Flink's state, or in a spool file.
 */
@Internal
public sealed interface PayloadLocation {

    /** Bytes in the committable itself, for small blocks. */
    record Inline(byte[] bytes) implements PayloadLocation {}

    /** Bytes in a file of the spool, from {@code offset} on. */
    record Spooled(String path, long offset) implements PayloadLocation {}
}
