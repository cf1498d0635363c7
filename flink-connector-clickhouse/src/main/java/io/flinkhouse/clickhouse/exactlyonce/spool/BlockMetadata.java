// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;

import org.apache.flink.annotation.Internal;

/**
 * Describes a sealed block without its bytes: id, origin, target, payload. Immutable: same id, same
 * bytes, same statement, for ever.
 */
@Internal
public record BlockMetadata(
        BlockId id, BlockOrigin origin, InsertTarget target, PayloadInfo content) {

    /**
     * The name of its insert on the server. Of messages it is the fence as well, which the server
     * writes into each row it makes of them.
     */
    public String queryId() {
        return content.isMessages() && target.isFenced()
                ? Long.toUnsignedString(target.fence())
                : id.toString();
    }

    @Override
    public String toString() {
        return "block "
                + id
                + " ("
                + content.rows()
                + (content.isMessages() ? " messages" : " rows")
                + ") for "
                + target.table();
    }
}
