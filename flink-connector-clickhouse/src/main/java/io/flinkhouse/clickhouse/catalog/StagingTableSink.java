// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.table.catalog.StagedTable;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.abilities.SupportsStaging;

import java.util.function.Function;

/**
 * The sink of CREATE TABLE AS in batch mode: the job fills a staging table, which becomes the table
 * when the job has finished.
 */
final class StagingTableSink implements DynamicTableSink, SupportsStaging {

    private final Function<TablePath, DynamicTableSink> tables;
    private StagedTableCreation creation;

    /**
     * @param tables creates the sink of a table
     */
    StagingTableSink(StagedTableCreation creation, Function<TablePath, DynamicTableSink> tables) {
        this.creation = creation;
        this.tables = tables;
    }

    private DynamicTableSink sink() {
        return tables.apply(creation.filled());
    }

    @Override
    public StagedTable applyStaging(StagingContext context) {
        creation = creation.with(context.getStagingPurpose());
        return creation;
    }

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requested) {
        return sink().getChangelogMode(requested);
    }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
        return sink().getSinkRuntimeProvider(context);
    }

    @Override
    public DynamicTableSink copy() {
        return new StagingTableSink(creation, tables);
    }

    @Override
    public String asSummaryString() {
        return sink().asSummaryString();
    }
}
