// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

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

    List<String> uniqueKey(ObjectIdentifier table) {
        return uniqueKeys.getOrDefault(table, List.of());
    }
}
