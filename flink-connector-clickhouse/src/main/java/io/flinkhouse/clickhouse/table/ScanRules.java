// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.error.Suggestion;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.follow.FollowRules;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ServerZone;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks what a SELECT reads when it is planned, and finds all mistakes at once. */
final class ScanRules {

    private ScanRules() {}

    /** Returns the mistakes in a Flink table, each as a sentence. */
    static List<String> mistakes(RowType schema, ScanRelation relation, ScanOptions options) {
        List<String> mistakes = new ArrayList<>();
        for (RowType.RowField field : schema.getFields()) {
            relation.table()
                    .column(field.getName())
                    .map(column -> mistakes(field, column, relation.table()))
                    .orElseGet(() -> Stream.of(unknown("It has", field.getName(), relation)))
                    .forEach(mistakes::add);
        }
        Optional.ofNullable(options.read().partition())
                .filter(partition -> relation.table().column(partition.name()).isEmpty())
                .map(by -> unknown("'scan.partition.column': it has", by.name(), relation))
                .ifPresent(mistakes::add);
        if (options.follow().endless()) {
            FollowRules.refusal(relation.table()).ifPresent(mistakes::add);
        }
        boolean merges = relation.table().engine().combinesRows();
        if (relation.merged() && (!merges || relation.table().engine().name().endsWith("View"))) {
            mistakes.add(
                    "'scan.final' is 'true', but the engine "
                            + relation.table().engine().name()
                            + " does not take FINAL. Set it to 'auto', and write FINAL inside a"
                            + " view or 'scan.query' where it is needed.");
        }
        return mistakes;
    }

    private static String unknown(String has, String name, ScanRelation relation) {
        List<String> names = relation.table().columnNames();
        return has
                + " no column '"
                + name
                + "'."
                + Suggestion.nearest(name, names)
                        .map(meant -> " Did you mean '" + meant + "'?")
                        .orElse(" It has " + Suggestion.list(names) + ".");
    }

    private static Stream<String> mistakes(
            RowType.RowField field, ColumnDescription column, TableDescription table) {
        String about = "Column '" + field.getName() + "': ";
        if (column.defaultKind().equals("EPHEMERAL")) {
            return Stream.of(
                    about
                            + "it is EPHEMERAL, so the server does not store it. Read by a Flink"
                            + " table without it.");
        }
        try {
            ClickHouseType stored = TypeParser.parse(column.type());
            return Stream.of(
                            type(field.getType(), stored),
                            nulls(field.getType(), stored),
                            zone(field.getType(), TypeMapping.inZone(stored, table.timeZone())))
                    .flatMap(Optional::stream)
                    .map(about::concat);
        } catch (IllegalArgumentException e) {
            return Stream.of(
                    about + "its type " + column.type() + " is not known: " + e.getMessage());
        }
    }

    private static Optional<String> type(LogicalType type, ClickHouseType stored) {
        ClickHouseType read = TypeMapping.readable(stored);
        return TypeMapping.refusal(type.copy(false), read)
                .map(
                        why ->
                                "values of type "
                                        + stored
                                        + " cannot be read as "
                                        + type.asSummaryString()
                                        + "."
                                        + advice(read));
    }

    private static String advice(ClickHouseType read) {
        try {
            return " Declare it as " + TypeMapping.toFlink(read).asSummaryString() + ".";
        } catch (IllegalArgumentException e) {
            return " "
                    + e.getMessage()
                    + ". Leave the column out of the Flink table, or read an"
                    + " expression of it by 'scan.query'.";
        }
    }

    private static Optional<String> nulls(LogicalType type, ClickHouseType stored) {
        return !type.isNullable() && TypeMapping.hasNull(stored)
                ? Optional.of(
                        "it is NOT NULL in the Flink table, as the columns of a PRIMARY KEY are,"
                                + " but its type "
                                + stored
                                + " has NULL. Declare it without NOT NULL and PRIMARY KEY.")
                : Optional.empty();
    }

    private static Optional<String> zone(LogicalType type, ClickHouseType stored) {
        return ServerZone.ofWallClocks(type, stored).stream()
                .filter(zone -> ServerZone.find(zone).isEmpty())
                .findFirst()
                .map(
                        zone ->
                                "this Java does not know its time zone '"
                                        + zone
                                        + "'. Declare it as TIMESTAMP_LTZ, which needs no zone.");
    }
}
