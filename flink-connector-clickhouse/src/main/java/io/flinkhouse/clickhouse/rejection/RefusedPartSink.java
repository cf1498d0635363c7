// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;

import java.io.Serializable;
import java.util.Map;

/** Receives the rows and messages that the server refuses. */
interface RefusedPartSink extends Serializable {

    /** Drops refused parts; they are only counted. */
    RefusedPartSink SKIP = (block, parts, refused, client) -> {};

    /**
     * Stores the refused parts once, even if the same block is sent several times.
     *
     * @param refused the error of each part, by position
     */
    void keep(
            RefusedBlock block,
            BlockParts parts,
            Map<Integer, ClickHouseException> refused,
            ClickHouseClient client)
            throws ClickHouseException, InterruptedException;
}
