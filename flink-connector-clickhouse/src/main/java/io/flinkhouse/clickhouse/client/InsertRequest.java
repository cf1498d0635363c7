// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.Payload;

import org.apache.flink.annotation.Internal;

import java.util.Map;

/**
 * An INSERT request: statement, settings and payload.
 *
 * @param statement up to and including {@code FORMAT …}; the payload is what follows
 * @param queryId unique per block
 * @param settings server settings of this statement, the deduplication token among them; they win
 *     over the connection's
 * @param compressed whether the payload is in ClickHouse's own LZ4 frames ({@code decompress=1})
 */
@Internal
public record InsertRequest(
        String statement,
        String queryId,
        Map<String, String> settings,
        Payload payload,
        boolean compressed) {}
