// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.source.split.OneTimeRead;

import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.connector.RowLevelModificationScanContext;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shares planning state between the scan and the sink of an UPDATE or DELETE. */
final class RowLevelScanContext implements RowLevelModificationScanContext {

    private final Set<ObjectIdentifier> read = new HashSet<>();
    private final Set<ObjectIdentifier> atOnce = new HashSet<>();
    private final Map<ObjectIdentifier, List<String>> uniqueKeys = new HashMap<>();

    /** Records that the statement reads the rows of this table from ClickHouse. */
    void reads(ObjectIdentifier table) {
        read.add(table);
    }

    boolean isRead(ObjectIdentifier table) {
        return read.contains(table);
    }

    /** Requires that the key identifies each row that is read. */
    void requireUnique(ObjectIdentifier table, List<String> key) {
        uniqueKeys.put(table, key);
    }

    /** Requires that one query reads all rows of the table. */
    void requireOneQuery(ObjectIdentifier table) {
        atOnce.add(table);
    }

    OneTimeRead rule(ObjectIdentifier table) {
        return new OneTimeRead(uniqueKeys.getOrDefault(table, List.of()), atOnce.contains(table));
    }
}
