// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.Suggestion;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.follow.FollowRules;
import io.flinkhouse.clickhouse.source.reader.ScanColumns;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The columns of a table or of a query.
 *
 * @param merges whether the engine of the table merges rows, so that FINAL means something
 * @param zone the time zone of columns that name none
 * @param noFollowing the reason why it cannot be read continuously
 */
record ScanSchema(
        List<ColumnDescription> columns,
        boolean merges,
        String zone,
        Optional<String> noFollowing) {

    static ScanSchema of(ClickHouseClient client, TablePath path) throws ClickHouseException {
        TableDescription table = TableDescription.of(client, path);
        return new ScanSchema(
                table.columns(),
                table.engine().takesFinal(),
                table.timeZone(),
                FollowRules.refusal(table));
    }

    /**
     * @param query a SELECT in brackets
     */
    static ScanSchema of(ClickHouseClient client, String query) throws ClickHouseException {
        String zone = client.value("SELECT timezone()");
        List<ColumnDescription> columns =
                client.query("DESCRIBE " + query).stream()
                        .map(
                                line ->
                                        new ColumnDescription(
                                                line.get(0), line.get(1), "", "", false, false))
                        .toList();
        return new ScanSchema(columns, false, zone, Optional.empty());
    }

    /** Returns the columns that SELECT * has and Flink has a type for, with this type. */
    List<ColumnSpec> usual() {
        return columns.stream()
                .filter(column -> !column.computed())
                .map(this::spec)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns the columns that can be read and Flink has a type for, with this type. */
    List<ColumnSpec> all() {
        return columns.stream().map(this::spec).flatMap(Optional::stream).toList();
    }

    /**
     * Returns columns by name, with their types.
     *
     * @throws IllegalArgumentException if there is no such column, or Flink has no type for it
     */
    List<ColumnSpec> named(List<String> names) {
        List<ColumnSpec> all = all();
        List<ColumnSpec> named = new ArrayList<>();
        for (String name : names) {
            named.add(
                    all.stream()
                            .filter(column -> column.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> missing(name, all)));
        }
        return named;
    }

    private static IllegalArgumentException missing(String name, List<ColumnSpec> all) {
        return new IllegalArgumentException(
                "there is no column '"
                        + name
                        + "' that can be read; the columns are "
                        + Suggestion.list(all.stream().map(ColumnSpec::name).toList())
                        + ". Name one of them.");
    }

    private Optional<ColumnSpec> spec(ColumnDescription column) {
        if (column.defaultKind().equals("EPHEMERAL")) {
            return Optional.empty();
        }
        try {
            ClickHouseType type = TypeMapping.readable(ScanColumns.stored(column, zone));
            return Optional.of(new ColumnSpec(column.name(), type, TypeMapping.toFlink(type)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a type without a Flink type
        }
    }

    /**
     * Returns the columns of a scan.
     *
     * @throws IllegalArgumentException if a Flink type cannot hold the values of its column
     */
    List<ScanColumn> scan(List<ColumnSpec> chosen) {
        RowType rows =
                new RowType(
                        chosen.stream()
                                .map(c -> new RowType.RowField(c.name(), c.flinkType()))
                                .toList());
        return ScanColumns.of(columns, zone, rows);
    }
}
