// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.annotation.Internal;

/** Where the bytes of a block are until it is committed. */
@Internal
public sealed interface PayloadLocation {

    /** In the committable itself, for small blocks. */
    record Inline(byte[] bytes) implements PayloadLocation {}

    /** In a file of the spool, from {@code offset} on. */
    record Spooled(String path, long offset) implements PayloadLocation {}
}
