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
 * The table sink of INSERT, UPDATE, DELETE and TRUNCATE TABLE. The server runs TRUNCATE TABLE, and
 * a DELETE FROM whose condition it can evaluate; Flink sends the rows of an UPDATE and of other
 * deletes.
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
    private final String delivery;
    private WrittenRows written;
    private String deleteFilter;

    /**
     * @param metadata the type of each written metadata column by its key; the schema ends with
     *     these columns
     * @param delivery the description of the delivery guarantee for plans
     */
    ClickHouseTableSink(
            RowLevelTable modified,
            Map<String, DataType> metadata,
            AcceptedChanges changes,
            String delivery) {
        this.settings = modified.settings();
        this.metadata = metadata;
        this.changes = changes;
        this.modified = modified;
        this.delivery = delivery;
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

    /** Flink always requests all metadata columns, in the order of the schema. */
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

    /** Returns no count, because the server does not report the number of deleted rows. */
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
        ClickHouseTableSink copy = new ClickHouseTableSink(modified, metadata, changes, delivery);
        copy.written = written;
        copy.deleteFilter = deleteFilter;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return settings.summary(delivery);
    }
}
