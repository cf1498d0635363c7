// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.pushdown.FilterPushDown;
import io.flinkhouse.clickhouse.pushdown.LocalAggregates;
import io.flinkhouse.clickhouse.pushdown.ScanFilter;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.ClickHouseSource;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.ScanRequest;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.RowLevelModificationScanContext;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsRowLevelModificationScan;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.AggregateExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table source of a SELECT, of a lookup join, and of the rows that an UPDATE or DELETE changes.
 * It leaves to the server what the server computes exactly as Flink does.
 */
class ClickHouseTableSource
        implements ScanTableSource,
                LookupTableSource,
                SupportsRowLevelModificationScan,
                SupportsFilterPushDown,
                SupportsProjectionPushDown,
                SupportsLimitPushDown,
                SupportsReadingMetadata {

    /** The metadata column that holds a copy of the row. */
    static final String ROW = "$row";

    private static final long NO_LIMIT = -1;

    private final ObjectIdentifier name;
    private final SourceTable table;
    private final DataType rows;
    private Optional<RowLevelScanContext> statement = Optional.empty();
    private String filter = FilterPushDown.ALL;
    private SelectedColumns columns;
    private DataType produced;
    private long limit = NO_LIMIT;
    private Optional<LocalAggregates> aggregates = Optional.empty();

    /**
     * @param rows the row type of the physical columns
     */
    ClickHouseTableSource(ObjectIdentifier name, SourceTable table, DataType rows) {
        this.name = name;
        this.table = table;
        this.rows = rows;
        this.columns = SelectedColumns.all(table.schema());
        this.produced = rows;
    }

    ClickHouseTableSource(ClickHouseTableSource other) {
        this(other.name, other.table, other.rows);
        statement = other.statement;
        filter = other.filter;
        columns = other.columns;
        produced = other.produced;
        limit = other.limit;
        aggregates = other.aggregates;
    }

    @Override
    public RowLevelModificationScanContext applyRowLevelModificationScan(
            RowLevelModificationType type, RowLevelModificationScanContext previous) {
        table.scan().requireAllRows();
        RowLevelScanContext scan =
                previous instanceof RowLevelScanContext same ? same : new RowLevelScanContext();
        scan.reads(name);
        statement = Optional.of(scan);
        return scan;
    }

    @Override
    public Result applyFilters(List<ResolvedExpression> filters) {
        if (columns.nested()) {
            return Result.of(List.of(), filters); // the names are no longer those of columns
        }
        TableDescription server = table.relation().table();
        ScanFilter divided =
                statement.isPresent()
                        ? ScanFilter.exact(server, filters)
                        : ScanFilter.of(server, filters, table.filtersTwice());
        filter = divided.sql();
        return Result.of(divided.accepted(), divided.remaining());
    }

    @Override
    public boolean supportsNestedProjection() {
        return statement.isEmpty()
                && NestedRows.areTuples(table.schema(), table.relation().table());
    }

    @Override
    public void applyProjection(int[][] fields, DataType type) {
        columns = columns.project(fields);
        produced = type;
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
        Map<String, DataType> types = MetadataColumns.types();
        types.putAll(table.computed());
        types.put(ROW, rows);
        return types;
    }

    @Override
    public void applyReadableMetadata(List<String> keys, DataType type) {
        columns = columns.withMetadata(keys);
        produced = type;
    }

    @Override
    public void applyLimit(long rows) {
        limit = rows;
    }

    /** Leaves local aggregates to the server, if it computes all of them as Flink does. */
    boolean aggregate(List<int[]> groups, List<AggregateExpression> functions, DataType type) {
        if (table.streaming() || statement.isPresent() || limit != NO_LIMIT || groups.size() != 1) {
            return false;
        }
        table.check(columns.metadata());
        aggregates =
                LocalAggregates.of(
                        selected(),
                        groups.get(0),
                        functions,
                        (RowType) type.getLogicalType(),
                        SelectedColumns.names(table.relation().table()));
        if (aggregates.isPresent()) {
            produced = type;
        }
        return aggregates.isPresent();
    }

    private List<ScanColumn> selected() {
        return columns.of(table.relation().table(), table.schema(), table.computed());
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }

    /**
     * The planner calls it before it has applied everything, and also if the server runs the
     * statement itself.
     */
    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        return statement.isPresent()
                ? new RowLevelRead(
                        table,
                        () -> statement.get().rule(name),
                        columns,
                        filter,
                        context.createTypeInformation(produced))
                : new TableRead(
                        () -> source(context.createTypeInformation(produced)),
                        !table.scan().follow().endless(),
                        table.scan().parallelism());
    }

    @Override
    public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
        table.check(columns.metadata());
        return new TableLookup(table, selected(), columns.metadata(), filter).by(context.getKeys());
    }

    private ClickHouseSource<RowData> source(TypeInformation<RowData> type) {
        table.check(columns.metadata());
        ScanRequest request =
                aggregates
                        .map(all -> table.request(all.columns(), filter, all.grouping(), limit))
                        .orElseGet(() -> table.request(selected(), filter, List.of(), limit));
        return new ClickHouseSource<>(request, row -> row, type);
    }

    @Override
    public DynamicTableSource copy() {
        return new ClickHouseTableSource(this);
    }

    @Override
    public String asSummaryString() {
        return table.name();
    }
}
