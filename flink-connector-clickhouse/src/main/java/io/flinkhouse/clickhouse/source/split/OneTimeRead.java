// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.List;

/**
 * The rule of a scan whose rows an UPDATE or DELETE changes: no split is read a second time,
 * because the rows of the first attempt may be changed by then.
 *
 * @param uniqueKey columns that must identify each row that is read; empty to allow duplicates
 * @param atOnce whether one query must read all rows, because the statement changes columns by
 *     which the table is divided: a later query would find a changed row again
 */
@Internal
public record OneTimeRead(List<String> uniqueKey, boolean atOnce) implements Serializable {

    /** The error of a second attempt. */
    public static final String REFUSAL =
            "The statement failed and is not retried: some rows may already be changed. Check the"
                    + " table, then run the statement again.";

    public OneTimeRead {
        uniqueKey = List.copyOf(uniqueKey);
    }
}
