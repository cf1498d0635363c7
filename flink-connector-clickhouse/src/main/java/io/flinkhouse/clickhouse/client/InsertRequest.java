// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.Payload;

import org.apache.flink.annotation.Internal;

import java.util.Map;

/**
 * An INSERT request: statement, settings and payload.
 *
 * @param statement the INSERT up to and including {@code FORMAT …}; the payload follows
 * @param queryId the query id, unique per block
 * @param settings the server settings of this statement, including the deduplication token; they
 *     override those of the connection
 * @param compressed whether the payload is in ClickHouse's own LZ4 frames ({@code decompress=1})
 */
@Internal
public record InsertRequest(
        String statement,
        String queryId,
        Map<String, String> settings,
        Payload payload,
        boolean compressed) {}
