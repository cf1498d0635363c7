// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.sink.ClickHouseSink;
import io.flinkhouse.sink.ClickHouseSinkBuilder;
import io.flinkhouse.sink.rows.RowMapping;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.RowLevelModificationScanContext;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.connector.sink.abilities.SupportsDeletePushDown;
import org.apache.flink.table.connector.sink.abilities.SupportsRowLevelDelete;
import org.apache.flink.table.connector.sink.abilities.SupportsRowLevelUpdate;
import org.apache.flink.table.connector.sink.abilities.SupportsTruncate;
import org.apache.flink.table.connector.sink.abilities.SupportsWritingMetadata;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A table that INSERT INTO writes to; DELETE FROM and TRUNCATE TABLE are left to the server. */
final class ClickHouseTableSink
        implements DynamicTableSink,
                SupportsWritingMetadata,
                SupportsDeletePushDown,
                SupportsRowLevelDelete,
                SupportsRowLevelUpdate,
                SupportsTruncate {

    private final SinkSettings settings;
    private final Map<String, DataType> metadata;
    private final TakenChanges changes;
    private final String promise;
    private DeleteFilter deleteFilter;

    /**
     * @param metadata the type of each metadata column that is written, by its key; the schema ends
     *     with these columns
     * @param promise which delivery this table gets and by what, for a plan
     */
    ClickHouseTableSink(
            SinkSettings settings,
            Map<String, DataType> metadata,
            TakenChanges changes,
            String promise) {
        this.settings = settings;
        this.metadata = metadata;
        this.changes = changes;
        this.promise = promise;
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
        return SinkV2Provider.of(sink(), settings.parallelism().orElse(null));
    }

    private Sink<RowData> sink() {
        try {
            ClickHouseSinkBuilder<RowData> sink =
                    ClickHouseSink.<RowData>builder()
                            .connection(settings.connection())
                            .table(settings.table().database(), settings.table().table())
                            .columns(settings.schema())
                            .rows(RowMapping.rowData())
                            .write(settings.write())
                            .exactlyOnce(settings.exactlyOnce())
                            .changelog(settings.changelog());
            settings.errors().apply(sink);
            return sink.build();
        } catch (IllegalArgumentException e) {
            throw new ValidationException(e.getMessage());
        }
    }

    @Override
    public void executeTruncation() {
        new TableStatements(settings).truncate();
    }

    @Override
    public boolean applyDeleteFilters(List<ResolvedExpression> filters) {
        Optional<DeleteFilter> filter = DeleteFilter.of(filters);
        filter.ifPresent(said -> deleteFilter = said);
        return filter.isPresent();
    }

    /** The server does not say how many rows they were. */
    @Override
    public Optional<Long> executeDeletion() {
        new TableStatements(settings).delete(deleteFilter);
        return Optional.empty();
    }

    @Override
    public RowLevelDeleteInfo applyRowLevelDelete(RowLevelModificationScanContext context) {
        throw new ValidationException(
                "This DELETE would read "
                        + settings.table()
                        + " row by row, which the connector does not do. Write its WHERE with =, <>,"
                        + " <, <=, >, >=, IN, BETWEEN, IS NULL, AND, OR, NOT on columns and constants,"
                        + " or run the DELETE in ClickHouse.");
    }

    @Override
    public RowLevelUpdateInfo applyRowLevelUpdate(
            List<Column> updated, RowLevelModificationScanContext context) {
        throw new ValidationException(
                "UPDATE reads the rows of "
                        + settings.table()
                        + " before it changes them, which the connector does not do. Run the UPDATE in"
                        + " ClickHouse, or INSERT INTO the table the rows with the same key.");
    }

    @Override
    public DynamicTableSink copy() {
        return new ClickHouseTableSink(settings, metadata, changes, promise);
    }

    @Override
    public String asSummaryString() {
        return "ClickHouse table "
                + settings.table()
                + " at "
                + settings.connection().endpoints()
                + ", "
                + promise;
    }
}
