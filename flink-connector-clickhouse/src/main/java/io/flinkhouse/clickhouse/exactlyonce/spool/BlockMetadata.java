// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;

import org.apache.flink.annotation.Internal;

/**
 * Describes a sealed block without its bytes: id, origin, target, payload. Immutable: an id always
 * belongs to the same bytes and statement.
 */
@Internal
public record BlockMetadata(
        BlockId id, BlockOrigin origin, InsertTarget target, PayloadInfo payload) {

    /**
     * Returns the query id of the INSERT. For messages it is also the fence, which the server
     * writes into each row.
     */
    public String queryId() {
        return payload.isMessages() && target.isFenced()
                ? Long.toUnsignedString(target.fence())
                : id.toString();
    }

    @Override
    public String toString() {
        return "block "
                + id
                + " ("
                + payload.rows()
                + (payload.isMessages() ? " messages" : " rows")
                + ") for "
                + target.table();
    }
}
