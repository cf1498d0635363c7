// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.kafka.format.ValidationRules;

import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.source.ScanTableSource;

import java.util.List;
import java.util.Set;

/**
 * Plans which metadata to read with every message to detect and handle broken messages.
 *
 * @param declared the constraints of the declared metadata columns
 * @param columns the virtual columns that are read in addition to other metadata
 */
record TolerantReadPlan(
        BrokenMessages broken,
        ValidationRules rules,
        DeclaredMetadata declared,
        Set<VirtualColumn> columns) {

    /**
     * @param plain the source of the table without handling of broken messages
     * @param keyHasFormat whether columns are read from the key
     */
    static TolerantReadPlan of(
            ResolvedSchema table,
            ScanTableSource plain,
            BrokenMessages broken,
            boolean keyHasFormat,
            ValidationRules rules) {
        Set<VirtualColumn> asked = VirtualColumn.of(table);
        DeclaredMetadata declared =
                DeclaredMetadata.of(
                        table, new VirtualColumnSource(plain, asked).listReadableMetadata());
        Set<VirtualColumn> columns = VirtualColumn.withPlace(asked);
        if (keyHasFormat) {
            columns.addAll(Set.of(VirtualColumn.KEY_ERROR, VirtualColumn.KEY));
        }
        if (broken.keep()) {
            columns.add(VirtualColumn.KEY);
            columns.add(VirtualColumn.HEADERS);
            // the format of the value does not report errors of the key and of metadata
            boolean ofAll =
                    keyHasFormat
                            || !declared.isEmpty()
                            || asked.contains(VirtualColumn.RAW_MESSAGE);
            columns.add(ofAll ? VirtualColumn.RAW_MESSAGE : VirtualColumn.BROKEN_MESSAGE);
        }
        return new TolerantReadPlan(broken, rules, declared, columns);
    }

    boolean reads(VirtualColumn column) {
        return columns.contains(column);
    }

    boolean reads(String key) {
        return VirtualColumn.of(key).filter(this::reads).isPresent();
    }

    /**
     * Returns the positions of message metadata in a row.
     *
     * @param asked the metadata that the planner requested
     */
    MetadataLayout row(ReadColumns read, List<String> asked) {
        return MetadataLayout.of(read, asked, declared.in(read, rules));
    }
}
