// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.pushdown.FilterPushDown;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.reader.RowLevelInputFormat;
import io.flinkhouse.clickhouse.source.reader.ScanQuery;

import org.apache.flink.api.common.io.InputFormat;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.RowLevelModificationScanContext;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.InputFormatProvider;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsRowLevelModificationScan;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A table source that reads the rows for an UPDATE or DELETE; it refuses a SELECT. */
final class ClickHouseTableSource
        implements ScanTableSource,
                SupportsRowLevelModificationScan,
                SupportsFilterPushDown,
                SupportsReadingMetadata {

    /** The metadata column that holds a copy of the row. */
    static final String ROW = "$row";

    private final ObjectIdentifier name;
    private final TableOptions options;
    private final DataType rows;
    private Optional<RowLevelScanContext> statement = Optional.empty();
    private String filter = FilterPushDown.ALL;
    private TableDescription known;
    private boolean withRow;

    /**
     * @param rows the row type of the physical columns
     */
    ClickHouseTableSource(ObjectIdentifier name, TableOptions options, DataType rows) {
        this.name = name;
        this.options = options;
        this.rows = rows;
    }

    private ClickHouseTableSource(ClickHouseTableSource other) {
        this(other.name, other.options, other.rows);
        statement = other.statement;
        filter = other.filter;
        known = other.known;
        withRow = other.withRow;
    }

    @Override
    public RowLevelModificationScanContext applyRowLevelModificationScan(
            RowLevelModificationType type, RowLevelModificationScanContext previous) {
        RowLevelScanContext scan =
                previous instanceof RowLevelScanContext same ? same : new RowLevelScanContext();
        scan.reads(name);
        statement = Optional.of(scan);
        return scan;
    }

    @Override
    public Result applyFilters(List<ResolvedExpression> filters) {
        if (statement.isEmpty()) {
            return Result.of(List.of(), filters);
        }
        FilterPushDown server = new FilterPushDown(table(), filters);
        List<ResolvedExpression> accepted = new ArrayList<>();
        List<ResolvedExpression> remaining = new ArrayList<>();
        for (ResolvedExpression condition : filters) {
            boolean said = server.of(List.of(condition)).isPresent();
            (said ? accepted : remaining).add(condition);
        }
        filter = server.of(accepted).orElseThrow();
        return Result.of(accepted, remaining);
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
        return Map.of(ROW, rows);
    }

    @Override
    public void applyReadableMetadata(List<String> keys, DataType produced) {
        withRow = keys.contains(ROW);
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
        return new InputFormatProvider() {
            @Override
            public InputFormat<RowData, ?> createInputFormat() {
                return reader();
            }

            @Override
            public boolean isBounded() {
                return true;
            }
        };
    }

    private InputFormat<RowData, ?> reader() {
        RowLevelScanContext scan =
                statement.orElseThrow(
                        () ->
                                new ValidationException(
                                        "Table "
                                                + name.asSummaryString()
                                                + " cannot be read: this connector does not"
                                                + " read from ClickHouse yet. A table with"
                                                + " 'topic' or 'topic-pattern' reads Kafka."));
        try {
            return new RowLevelInputFormat(
                    options.connection(),
                    options.write().retry(),
                    ScanQuery.of(table(), filter, (RowType) rows.getLogicalType()),
                    scan.uniqueKey(name),
                    withRow);
        } catch (IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    /** Returns the description of the table; only the first call reads it from the server. */
    private TableDescription table() {
        if (known == null) {
            try (ClickHouseClient client = new ClickHouseClient(options.connection(), 1)) {
                known = TableDescription.of(client, options.table());
            } catch (ClickHouseException e) {
                throw unreadable(e);
            }
        }
        return known;
    }

    private ValidationException unreadable(Exception e) {
        return new ValidationException(
                "Cannot read ClickHouse table " + options.table() + ": " + e.getMessage(), e);
    }

    @Override
    public DynamicTableSource copy() {
        return new ClickHouseTableSource(this);
    }

    @Override
    public String asSummaryString() {
        return "ClickHouse table " + options.table();
    }
}
