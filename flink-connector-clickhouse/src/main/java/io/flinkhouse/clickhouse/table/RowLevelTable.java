// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.pushdown.FilterPushDown;
import io.flinkhouse.clickhouse.pushdown.NegatedFloats;
import io.flinkhouse.clickhouse.schema.TableDescription;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.RowLevelModificationScanContext;
import org.apache.flink.table.expressions.ResolvedExpression;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The target of an UPDATE or DELETE that changes rows one by one.
 *
 * @param target empty if the server was not to be asked
 * @param highlyAvailable whether Flink runs a job again whose JobManager has failed
 */
record RowLevelTable(
        ObjectIdentifier name,
        ResolvedSchema schema,
        TableSinkConfig settings,
        Optional<InspectedTable> target,
        boolean highlyAvailable) {

    private static final Logger LOG = LoggerFactory.getLogger(RowLevelTable.class);

    /**
     * Plans an UPDATE.
     *
     * @throws ValidationException if the table does not support it
     */
    RowLevelPlan update(List<Column> set, RowLevelModificationScanContext context) {
        List<String> names = set.stream().map(Column::getName).toList();
        RowLevelScanContext scan = scan(context);
        if (highlyAvailable) {
            LOG.warn(
                    "UPDATE of {}: the cluster has 'high-availability.type'. If its JobManager fails"
                            + " during the statement, Flink runs the job again from the start, and"
                            + " an expression such as n + 1 applies twice to a row. Check the table"
                            + " after such a failure.",
                    name.asSummaryString());
        }
        if (known().table().columns().stream()
                .filter(column -> column.sorts() || column.partitions())
                .anyMatch(column -> names.contains(column.name()))) {
            scan.requireOneQuery(name);
        }
        return agreed(RowLevelRules.update(settings, known(), names), scan);
    }

    /**
     * Plans a DELETE.
     *
     * @throws ValidationException if the table does not support it
     */
    RowLevelPlan delete(RowLevelModificationScanContext context) {
        RowLevelScanContext scan = scan(context);
        return agreed(RowLevelRules.delete(settings, known()), scan);
    }

    private RowLevelPlan agreed(RowLevelPlan modification, RowLevelScanContext scan) {
        if (modification.byKey()) {
            scan.requireUnique(name, settings.changelog().primaryKey());
        }
        return modification;
    }

    private RowLevelScanContext scan(RowLevelModificationScanContext context) {
        if (context instanceof RowLevelScanContext scan && scan.isRead(name)) {
            return scan;
        }
        throw new ValidationException(
                "Rows of table "
                        + name.asSummaryString()
                        + " cannot be changed one by one: with 'topic' or 'topic-pattern' its"
                        + " rows are read from Kafka. Create another Flink table without these"
                        + " options for "
                        + settings.table()
                        + ".");
    }

    private InspectedTable known() {
        return target.orElseThrow(
                () ->
                        new ValidationException(
                                "With 'sink.validate' = 'false' the engine of the table is not known"
                                        + " at planning, so its rows cannot be changed one by one."
                                        + " Leave the option out."));
    }

    /**
     * Returns the conditions as SQL of the server; empty if the server might select other rows than
     * Flink.
     */
    Optional<String> serverFilter(List<ResolvedExpression> conditions) {
        if (NegatedFloats.areAmong(conditions)) {
            return Optional.empty();
        }
        TableDescription table =
                target.map(InspectedTable::table)
                        .orElseGet(() -> new TableMutations(settings).describe());
        return new FilterPushDown(table, conditions).of(conditions);
    }

    /** Returns the columns that each row of the statement must contain. */
    List<Column> required(RowLevelPlan modification) {
        List<Column> columns = new ArrayList<>();
        for (String column : modification.settings().schema().getFieldNames()) {
            columns.add(schema.getColumn(column).orElseThrow());
        }
        if (modification.cancelling()) {
            columns.add(
                    Column.metadata(
                            ClickHouseTableSource.ROW, schema.toPhysicalRowDataType(), null, true));
        }
        return columns;
    }
}
