// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.FollowConfig;
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
 * @param follow whether rows are read that are inserted later
 */
@Internal
public record ScanRequest(
        ConnectionConfig connection,
        RetryConfig retry,
        ReadConfig read,
        TablePath table,
        TableScan scan,
        OneTimeRead oneTime,
        FollowConfig follow)
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

    /** Creates the request of a scan that ends. */
    public ScanRequest(
            ConnectionConfig connection,
            RetryConfig retry,
            ReadConfig read,
            TablePath table,
            TableScan scan,
            OneTimeRead oneTime) {
        this(connection, retry, read, table, scan, oneTime, FollowConfig.DEFAULT);
    }

    /** Returns the request for rows that are inserted later too. */
    public ScanRequest with(FollowConfig following) {
        return new ScanRequest(connection, retry, read, table, scan, oneTime, following);
    }

    /** Returns the name of what is read, for messages. */
    public String name() {
        return table == null ? "the query of the scan" : "table " + table;
    }
}
