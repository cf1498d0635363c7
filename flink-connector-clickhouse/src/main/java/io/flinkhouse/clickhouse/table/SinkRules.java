// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.changelog.ChangelogPlanner;
import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.error.Suggestion;
import io.flinkhouse.clickhouse.passthrough.MessageFormat;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ServerZone;
import io.flinkhouse.clickhouse.types.TypeFamily;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Checks a table when an INSERT is planned, and reports all mistakes at once. */
final class SinkRules {

    private static final Set<String> NO_INSERTS =
            Set.of(
                    "View",
                    "LiveView",
                    "WindowView",
                    "Dictionary",
                    "Merge",
                    "GenerateRandom",
                    "FuzzJSON",
                    "FuzzQuery",
                    "Loop",
                    "Executable",
                    "ExecutablePool",
                    "MaterializedPostgreSQL",
                    "Hive",
                    "Values");

    /** More are only counted. */
    private static final int MOST_MISTAKES = 20;

    private static final String REJECT_NULL =
            ", or set 'sink.error-mode' to 'skip' or 'dead-letter', with which a row with NULL"
                    + " there is a rejected row";

    private static final Set<TypeFamily> EMPTY_BY_NATURE =
            EnumSet.of(TypeFamily.ARRAY, TypeFamily.MAP, TypeFamily.NESTED);

    private static final List<SinkRule> ALL =
            List.of(
                    SinkRules::userMayInsert,
                    SinkRules::engineTakesInserts,
                    SinkRules::columnsExist,
                    SinkRules::columnsAreNotComputed,
                    SinkRules::typesFit,
                    SinkRules::zonesAreKnown,
                    SinkRules::otherColumnsHaveDefaults);

    /** Checks a pass-through table, whose messages the server parses. */
    private static final List<SinkRule> FOR_MESSAGES =
            List.of(SinkRules::userMayInsert, SinkRules::engineTakesInserts);

    private SinkRules() {}

    static void check(RowType schema, InspectedTable target) {
        check(ALL, schema, target);
    }

    static void checkForMessages(MessageFormat format, RowType schema, InspectedTable target) {
        List<SinkRule> rules = new ArrayList<>(FOR_MESSAGES);
        rules.add((row, table) -> formatFillsColumns(format, table));
        check(rules, schema, target);
    }

    private static Stream<String> formatFillsColumns(MessageFormat format, InspectedTable target) {
        return target.table().columns().stream()
                .filter(column -> !column.computed())
                .flatMap(column -> format.refusal(column.name(), column.type()).stream());
    }

    private static void check(List<SinkRule> rules, RowType schema, InspectedTable target) {
        List<String> mistakes =
                rules.stream().flatMap(rule -> rule.mistakes(schema, target)).toList();
        if (!mistakes.isEmpty()) {
            throw new ValidationException(
                    "Cannot write to ClickHouse table "
                            + target.table().path()
                            + ":\n"
                            + mistakes.stream()
                                    .limit(MOST_MISTAKES)
                                    .map(mistake -> "  - " + mistake)
                                    .collect(Collectors.joining("\n"))
                            + more(mistakes.size() - MOST_MISTAKES));
        }
    }

    private static String more(int left) {
        return left <= 0 ? "" : "\n  - " + left + " more";
    }

    private static Stream<String> userMayInsert(RowType schema, InspectedTable target) {
        return target.obstacle().stream();
    }

    private static Stream<String> engineTakesInserts(RowType schema, InspectedTable target) {
        String engine = target.table().engine().name();
        return NO_INSERTS.contains(engine) || engine.startsWith("System")
                ? Stream.of(
                        "Its engine "
                                + engine
                                + " accepts no inserts. Set 'table-name' to a table that stores"
                                + " rows, for example one with the engine MergeTree.")
                : Stream.empty();
    }

    private static Stream<String> columnsExist(RowType schema, InspectedTable target) {
        List<RowType.RowField> unknown =
                schema.getFields().stream()
                        .filter(field -> target.table().column(field.getName()).isEmpty())
                        .toList();
        return IntStream.range(0, unknown.size())
                .mapToObj(
                        i ->
                                i < MOST_MISTAKES
                                        ? unknown(unknown.get(i), target)
                                        : noColumn(unknown.get(i)));
    }

    private static String noColumn(RowType.RowField field) {
        return "It has no column '" + field.getName() + "'.";
    }

    private static String unknown(RowType.RowField field, InspectedTable target) {
        String name = field.getName();
        return noColumn(field)
                + Suggestion.nearest(name, target.table().columnNames())
                        .map(meant -> " Did you mean '" + meant + "'?")
                        .orElse(" It has " + Suggestion.list(target.table().columnNames()) + ".")
                + parts(name, target).or(() -> addition(name, field.getType(), target)).orElse("");
    }

    /** Returns how to write a Nested column, which the server stores as a column per field. */
    private static Optional<String> parts(String name, InspectedTable target) {
        List<String> parts =
                target.table().columnNames().stream()
                        .filter(column -> column.startsWith(name + "."))
                        .map(Identifiers::quote)
                        .toList();
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        " It is Nested: declare a column of type ARRAY for each of "
                                + String.join(", ", parts)
                                + ".");
    }

    private static Optional<String> addition(String name, LogicalType type, InspectedTable target) {
        return addition(type)
                .map(
                        added ->
                                " To add it: ALTER TABLE "
                                        + target.table().path()
                                        + " ADD COLUMN "
                                        + Identifiers.quote(name)
                                        + " "
                                        + added);
    }

    private static Optional<String> addition(LogicalType type) {
        try {
            return Optional.of(TypeMapping.toClickHouse(type).toString());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> columnsAreNotComputed(RowType schema, InspectedTable target) {
        return schema.getFieldNames().stream()
                .flatMap(name -> target.table().column(name).stream())
                .filter(ColumnDescription::computed)
                .map(
                        column ->
                                "Column '"
                                        + column.name()
                                        + "' is "
                                        + column.defaultKind()
                                        + ": the server computes it. Leave it out of the Flink"
                                        + " table.");
    }

    private static Stream<String> typesFit(RowType schema, InspectedTable target) {
        return schema.getFields().stream().flatMap(field -> typeFits(field, target).stream());
    }

    private static Optional<String> typeFits(RowType.RowField field, InspectedTable target) {
        return target.table()
                .column(field.getName())
                .filter(column -> !column.computed())
                .flatMap(column -> refusal(field.getType(), column))
                .map(why -> "Column '" + field.getName() + "': " + why + ".");
    }

    private static Optional<String> refusal(LogicalType from, ColumnDescription to) {
        try {
            return TypeMapping.refusal(from, to.written())
                    .map(why -> why + (ofNullAlone(from, to) ? REJECT_NULL : ""));
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    "its type " + to.type() + " is not known to this connector: " + e.getMessage());
        }
    }

    private static Stream<String> zonesAreKnown(RowType schema, InspectedTable target) {
        return schema.getFields().stream()
                .flatMap(
                        field ->
                                zones(field, target.table()).stream()
                                        .filter(zone -> ServerZone.find(zone).isEmpty())
                                        .map(zone -> unknownZone(field, zone)));
    }

    private static String unknownZone(RowType.RowField field, String zone) {
        return "Column '"
                + field.getName()
                + "': this Java does not know its time zone '"
                + zone
                + "', in which a "
                + field.getType().asSummaryString()
                + " is read. Declare the Flink column as TIMESTAMP_LTZ, which needs no zone, or"
                + " give the ClickHouse column a zone that has a name in Java.";
    }

    /** Returns the zones in which wall clocks of a written column are read. */
    static Set<String> zones(RowType.RowField field, TableDescription table) {
        try {
            return table.column(field.getName())
                    .filter(column -> !column.computed())
                    .map(column -> TypeMapping.inZone(column.written(), table.timeZone()))
                    .map(type -> ServerZone.ofWallClocks(field.getType(), type))
                    .orElse(Set.of());
        } catch (IllegalArgumentException e) {
            return Set.of(); // a type that is refused by another rule
        }
    }

    private static boolean ofNullAlone(LogicalType from, ColumnDescription to) {
        return from.isNullable() && TypeMapping.refusal(from.copy(false), to.written()).isEmpty();
    }

    /**
     * Checks that omitted columns have a DEFAULT; otherwise ClickHouse would fill them with 0 or
     * '', which looks like data.
     */
    private static Stream<String> otherColumnsHaveDefaults(RowType schema, InspectedTable target) {
        Set<String> written = new HashSet<>(schema.getFieldNames());
        written.addAll(target.changes().filled());
        List<ColumnDescription> empty =
                target.table().columns().stream()
                        .filter(column -> !written.contains(column.name()))
                        .filter(column -> column.defaultKind().isEmpty())
                        .filter(column -> !column.holdsNothing())
                        .filter(column -> !emptyByNature(column.type()))
                        .toList();
        if (empty.isEmpty()) {
            return Stream.empty();
        }
        List<String> key = sortingColumns(target);
        List<String> filledByKey = filledWithKey(key, schema, target);
        return empty.stream()
                .map(
                        column ->
                                "Column '"
                                        + column.name()
                                        + "' "
                                        + column.type()
                                        + " is not in the Flink table and has no DEFAULT. Add it"
                                        + " there,"
                                        + (filledByKey.contains(column.name())
                                                ? " or let the sink fill it: declare PRIMARY KEY ("
                                                        + String.join(", ", key)
                                                        + ") NOT ENFORCED in Flink,"
                                                : "")
                                        + " or: ALTER TABLE "
                                        + target.table().path()
                                        + " MODIFY COLUMN "
                                        + Identifiers.quote(column.name())
                                        + " DEFAULT <value>");
    }

    private static List<String> sortingColumns(InspectedTable target) {
        return target.table().columns().stream()
                .filter(ColumnDescription::sorts)
                .map(ColumnDescription::name)
                .toList();
    }

    /** Returns the columns that the sink would fill if the Flink table had this primary key. */
    private static List<String> filledWithKey(
            List<String> key, RowType schema, InspectedTable target) {
        return ChangelogPlanner.of(
                        new ChangelogConfig(key, DeleteMode.REFUSE, UpdateMode.REFUSE),
                        target.table(),
                        schema)
                .filled();
    }

    private static boolean emptyByNature(String name) {
        try {
            ClickHouseType type = TypeParser.parse(name);
            return TypeMapping.hasNull(type)
                    || EMPTY_BY_NATURE.contains(type.family())
                    || type instanceof ClickHouseType.Tuple tuple && tuple.fields().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
