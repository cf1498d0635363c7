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
 * @param oneTime null if splits may be read again
 */
@Internal
public record ScanRequest(
        ConnectionConfig connection,
        RetryConfig retry,
        ReadConfig read,
        TablePath table,
        TableScan scan,
        OneTimeRead oneTime)
        implements Serializable {

    /** Creates the request of a scan whose splits may be read again. */
    public ScanRequest(
            ConnectionConfig connection,
            RetryConfig retry,
            ReadConfig read,
            TablePath table,
            TableScan scan) {
        this(connection, retry, read, table, scan, null);
    }

    /** Returns the name of what is read, for messages. */
    public String name() {
        return table == null ? "the query of the scan" : "table " + table;
    }
}
