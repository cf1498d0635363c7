// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * A scan, and how it is to be run.
 *
 * @param table the table; null if the scan reads a query of the user
 */
@Internal
public record ScanRequest(
        ConnectionConfig connection,
        RetryConfig retry,
        ReadConfig read,
        TablePath table,
        TableScan scan)
        implements Serializable {

    /** Returns the name of what is read, for messages. */
    public String name() {
        return table == null ? "the query of the scan" : "table " + table;
    }
}
