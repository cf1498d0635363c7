// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.RowLevelModificationScanContext;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.abilities.SupportsDeletePushDown;
import org.apache.flink.table.connector.sink.abilities.SupportsRowLevelDelete;
import org.apache.flink.table.connector.sink.abilities.SupportsRowLevelUpdate;
import org.apache.flink.table.connector.sink.abilities.SupportsTruncate;
import org.apache.flink.table.connector.sink.abilities.SupportsWritingMetadata;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table that INSERT INTO writes to. TRUNCATE TABLE is left to the server, and so is a DELETE FROM
 * whose condition the server can evaluate; an UPDATE and other deletes bring the rows to change.
 */
final class ClickHouseTableSink
        implements DynamicTableSink,
                SupportsWritingMetadata,
                SupportsDeletePushDown,
                SupportsRowLevelDelete,
                SupportsRowLevelUpdate,
                SupportsTruncate {

    private final TableSinkConfig settings;
    private final Map<String, DataType> metadata;
    private final AcceptedChanges changes;
    private final RowLevelTable modified;
    private final String promise;
    private WrittenRows written;
    private String deleteFilter;

    /**
     * @param metadata the type of each metadata column that is written, by its key; the schema ends
     *     with these columns
     * @param promise which delivery this table gets and by what, for a plan
     */
    ClickHouseTableSink(
            RowLevelTable modified,
            Map<String, DataType> metadata,
            AcceptedChanges changes,
            String promise) {
        this.settings = modified.settings();
        this.metadata = metadata;
        this.changes = changes;
        this.modified = modified;
        this.promise = promise;
        this.written = WrittenRows.inserted(settings);
    }

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requested) {
        return changes.mode(requested);
    }

    @Override
    public Map<String, DataType> listWritableMetadata() {
        return metadata;
    }

    /** All of them are always asked for, in their order, which is the order of the schema. */
    @Override
    public void applyWritableMetadata(List<String> keys, DataType consumed) {}

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
        return written.provider(context);
    }

    @Override
    public void executeTruncation() {
        new TableMutations(settings).truncate();
    }

    @Override
    public boolean applyDeleteFilters(List<ResolvedExpression> filters) {
        Optional<String> filter = modified.serverFilter(filters);
        filter.ifPresent(said -> deleteFilter = said);
        return filter.isPresent();
    }

    /** The server does not say how many rows they were. */
    @Override
    public Optional<Long> executeDeletion() {
        new TableMutations(settings).delete(deleteFilter);
        return Optional.empty();
    }

    @Override
    public RowLevelDeleteInfo applyRowLevelDelete(RowLevelModificationScanContext context) {
        RowLevelPlan rows = modified.delete(context);
        written = WrittenRows.modified(rows);
        return new RowLevelDeleteInfo() {
            @Override
            public Optional<List<Column>> requiredColumns() {
                return Optional.of(modified.required(rows));
            }
        };
    }

    @Override
    public RowLevelUpdateInfo applyRowLevelUpdate(
            List<Column> updated, RowLevelModificationScanContext context) {
        RowLevelPlan rows = modified.update(updated, context);
        written = WrittenRows.modified(rows);
        return new RowLevelUpdateInfo() {
            @Override
            public Optional<List<Column>> requiredColumns() {
                return Optional.of(modified.required(rows));
            }
        };
    }

    @Override
    public DynamicTableSink copy() {
        ClickHouseTableSink copy = new ClickHouseTableSink(modified, metadata, changes, promise);
        copy.written = written;
        copy.deleteFilter = deleteFilter;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return settings.summary(promise);
    }
}
