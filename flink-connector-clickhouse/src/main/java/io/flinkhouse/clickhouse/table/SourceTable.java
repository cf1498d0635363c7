// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.PartitionColumn;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.reader.ScanColumns;
import io.flinkhouse.clickhouse.source.split.OneTimeRead;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableScan;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Flink table whose rows are read from ClickHouse, with what the server says of it. The first
 * question asks the server; all copies of a table source share the answer.
 */
final class SourceTable {

    private final TableOptions options;
    private final ScanOptions scan;
    private final RowType schema;
    private final Map<String, DataType> computed;
    private final boolean streaming;
    private final LookupSettings lookup;
    private final Set<String> told = new HashSet<>();
    private ScanRelation known;

    /**
     * @param schema the physical columns
     * @param computed the metadata columns that are columns of the server's table, by their key
     * @param streaming whether the job runs in streaming mode
     */
    SourceTable(
            TableOptions options,
            RowType schema,
            Map<String, DataType> computed,
            boolean streaming) {
        this.options = options;
        this.scan = ScanOptions.of(options);
        this.lookup = LookupSettings.of(options);
        this.schema = schema;
        this.computed = computed;
        this.streaming = streaming;
    }

    TableOptions options() {
        return options;
    }

    ScanOptions scan() {
        return scan;
    }

    RowType schema() {
        return schema;
    }

    /** Returns the metadata columns that are columns of the server's table, by their key. */
    Map<String, DataType> computed() {
        return computed;
    }

    boolean streaming() {
        return streaming;
    }

    LookupSettings lookup() {
        return lookup;
    }

    /**
     * Returns whether Flink evaluates all conditions, those of the server too: its planner would
     * take two lookup joins for one that differ in the server's conditions only.
     */
    boolean filtersTwice() {
        return streaming || lookup.chosen();
    }

    /** Returns whether nothing of the same name was told before: the planner asks several times. */
    boolean isNew(String advice) {
        return told.add(advice);
    }

    /** Returns the name for messages; it does not ask the server. */
    String name() {
        return scan.query().isPresent()
                ? "the query of 'scan.query'"
                : "ClickHouse table " + options.table();
    }

    ScanRelation relation() {
        if (known == null) {
            try (ClickHouseClient client = client()) {
                known = ScanRelation.of(client, options.table(), scan);
            } catch (ClickHouseException e) {
                throw unreadable(e);
            }
        }
        return known;
    }

    /**
     * Returns what a SELECT reads, after the checks of the whole Flink table.
     *
     * @param columns the columns of the result
     * @param filter the condition of the query in the server's SQL
     * @param grouping the keys of local aggregates
     * @param limit negative for no limit
     * @throws ValidationException with all mistakes in the Flink table
     */
    ScanRequest request(
            List<ScanColumn> columns, String filter, List<String> grouping, long limit) {
        ScanRelation relation = relation();
        // The line breaks end a comment in the option.
        String where = scan.filter().map(own -> "(\n" + own + "\n) AND " + filter).orElse(filter);
        // A limit of rows that never end is Flink's own.
        long rows = scan.follow().endless() ? -1 : limit;
        return new ScanRequest(
                        options.connection(),
                        options.write().retry(),
                        read(),
                        relation.path().orElse(null),
                        new TableScan(
                                relation.from(), relation.merged(), columns, where, grouping, rows))
                .with(scan.follow());
    }

    /** A batch job does not go on inside a split, so that no order is needed. */
    private ReadConfig read() {
        return streaming || scan.read().order() != ScanOrder.AUTO
                ? scan.read()
                : scan.read().with(ScanOrder.FALSE);
    }

    /**
     * Returns what an UPDATE or DELETE reads: all columns of the Flink table, once.
     *
     * @param filter the condition of the statement in the server's SQL
     * @throws IllegalArgumentException if a column is missing, or the Flink type cannot hold its
     *     values
     */
    ScanRequest oneTimeRequest(OneTimeRead rule, String filter) {
        TableDescription server = relation().table();
        return new ScanRequest(
                options.connection(),
                options.write().retry(),
                scan.read().with(ScanOrder.FALSE).with((PartitionColumn) null),
                server.path(),
                new TableScan(
                        server.path().toString(),
                        server.engine().takesFinal(),
                        ScanColumns.of(server, schema),
                        filter,
                        List.of(),
                        -1),
                rule);
    }

    /**
     * Checks the Flink table and its options.
     *
     * @param metadata the keys of the metadata columns that are read
     * @throws ValidationException with all mistakes
     */
    void check(List<String> metadata) {
        ScanRelation relation = relation();
        List<String> mistakes = new ArrayList<>(ScanRules.mistakes(read(metadata), relation, scan));
        List<String> virtual = metadata.stream().filter(key -> !computed.containsKey(key)).toList();
        if (!virtual.isEmpty() || scan.filter().isPresent()) {
            try (ClickHouseClient client = client()) {
                mistakes.addAll(unknown(virtual, relation, client));
                mistakes.addAll(wrongFilter(relation, client));
            } catch (ClickHouseException e) {
                throw unreadable(e);
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ValidationException(
                    mistakes.stream()
                            .map(mistake -> "  - " + mistake)
                            .collect(
                                    Collectors.joining(
                                            "\n", "Cannot read " + relation.name() + ":\n", "")));
        }
    }

    private RowType read(List<String> metadata) {
        List<RowType.RowField> fields = new ArrayList<>(schema.getFields());
        metadata.stream()
                .filter(computed::containsKey)
                .map(key -> new RowType.RowField(key, computed.get(key).getLogicalType()))
                .forEach(fields::add);
        return new RowType(fields);
    }

    private List<String> unknown(
            List<String> metadata, ScanRelation relation, ClickHouseClient client)
            throws ClickHouseException {
        Set<String> had = metadata.isEmpty() ? Set.of() : relation.virtualColumns(client);
        return metadata.stream()
                .filter(key -> !had.contains(key))
                .map(key -> MetadataColumns.missing(key, relation))
                .toList();
    }

    /** Lets the server analyse the condition. */
    private List<String> wrongFilter(ScanRelation relation, ClickHouseClient client)
            throws ClickHouseException {
        if (scan.filter().isEmpty()) {
            return List.of();
        }
        try {
            client.query(
                    "DESCRIBE TABLE (SELECT 1 FROM "
                            + relation.from()
                            + " WHERE (\n"
                            + scan.filter().get()
                            + "\n))");
            return List.of();
        } catch (ClickHouseException e) {
            if (e.code() == ClickHouseException.NO_CODE) {
                throw e;
            }
            return List.of("'scan.filter': " + e.getMessage());
        }
    }

    ClickHouseClient client() {
        return new ClickHouseClient(options.connection(), 1);
    }

    /** The error has no cause, because the SQL client shows only the last cause. */
    ValidationException unreadable(Exception e) {
        ValidationException failure =
                new ValidationException("Cannot read " + name() + ": " + e.getMessage());
        failure.addSuppressed(e);
        return failure;
    }
}
