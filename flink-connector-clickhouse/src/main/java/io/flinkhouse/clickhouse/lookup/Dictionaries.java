// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.Literals;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds out if {@code dictGet} can answer a lookup. */
@Internal
public final class Dictionaries {

    private static final Logger LOG = LoggerFactory.getLogger(Dictionaries.class);

    private static final Pattern NAMED = Pattern.compile("Dictionary\\('([^'\\\\]+)'\\)");

    /** Layouts that find exactly the rows of a key, as {@code =} does. */
    private static final Pattern EXACT =
            Pattern.compile(
                    "Flat|(ComplexKey)?(Hashed|SparseHashed|HashedArray|Cache|SSDCache|Direct)");

    private Dictionaries() {}

    /**
     * Returns the dictionary of a table, if its key is the key of the lookup and the user may read
     * it; empty if a SELECT must answer.
     *
     * @param keys the places of the key columns among the columns of the scan
     */
    public static Optional<DictionaryLookup> find(
            ClickHouseClient client, TableDescription table, TableScan scan, List<Integer> keys)
            throws ClickHouseException {
        List<ScanColumn> key = keys.stream().map(scan.columns()::get).toList();
        if (!table.engine().name().equals("Dictionary")
                || !key.stream().allMatch(column -> isPlain(column, table))) {
            return Optional.empty();
        }
        String name = name(table);
        try {
            List<String> keyNames = names(client, "key.names", name);
            List<Integer> order = order(key, keyNames);
            if (order.isEmpty() || !answers(client, name, types(table, keyNames))) {
                return Optional.empty();
            }
            List<String> attributes = names(client, "attribute.names", name);
            attributes.retainAll(used(table, scan));
            return Optional.of(
                    new DictionaryLookup(
                            name,
                            table.path().table(),
                            keyNames,
                            types(table, keyNames),
                            order,
                            attributes));
        } catch (ClickHouseException e) {
            if (e.kind() == FailureKind.RETRY) {
                throw e;
            }
            LOG.info(
                    "Looking up rows of dictionary {} by SELECT, because dictGet fails",
                    table.path(),
                    e);
            return Optional.empty();
        }
    }

    /** Returns whether the column is one of the table, and each of its keys has a literal. */
    private static boolean isPlain(ScanColumn column, TableDescription table) {
        LogicalTypeRoot root = column.spec().flinkType().getTypeRoot();
        return table.column(column.spec().name()).isPresent()
                && root != LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                && !column.spec().type().toString().startsWith("Enum");
    }

    private static String name(TableDescription table) {
        Matcher other = NAMED.matcher(table.engineClause());
        return other.find() ? other.group(1) : table.path().database() + "." + table.path().table();
    }

    private static List<String> names(ClickHouseClient client, String what, String dictionary)
            throws ClickHouseException {
        return client
                .query(
                        "SELECT part FROM (SELECT arrayJoin("
                                + what
                                + ") AS part FROM "
                                + dictionary(dictionary)
                                + ")")
                .stream()
                .map(row -> row.get(0))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String dictionary(String name) {
        return "system.dictionaries WHERE if(database = '', name, concat(database, '.', name)) = "
                + Literals.quote(name);
    }

    /**
     * Returns where the lookup has each column of the dictionary's key; empty if one is missing.
     */
    private static List<Integer> order(List<ScanColumn> lookup, List<String> dictionary) {
        List<String> asked = lookup.stream().map(column -> column.spec().name()).toList();
        return new HashSet<>(asked).containsAll(dictionary)
                ? dictionary.stream().map(asked::indexOf).toList()
                : List.of();
    }

    private static List<String> types(TableDescription table, List<String> names) {
        return names.stream()
                .map(name -> table.column(name).map(ColumnDescription::type).orElse(""))
                .toList();
    }

    /** Asks the dictionary for a key, which also loads it; its layout is known then. */
    private static boolean answers(ClickHouseClient client, String name, List<String> types)
            throws ClickHouseException {
        String key =
                types.stream()
                        .map(type -> "defaultValueOfTypeName(" + Literals.quote(type) + ")")
                        .collect(Collectors.joining(", "));
        client.query(
                "SELECT dictHas("
                        + Literals.quote(name)
                        + ", "
                        + (types.size() == 1 ? key : "tuple(" + key + ")")
                        + ")");
        return client.query("SELECT type FROM " + dictionary(name)).stream()
                .anyMatch(row -> EXACT.matcher(row.get(0)).matches());
    }

    /** Returns the names of the columns that the scan reads; of all, if it has expressions. */
    private static Set<String> used(TableDescription table, TableScan scan) {
        boolean all =
                !scan.where().equals("1")
                        || scan.columns().stream().anyMatch(ScanColumn::isExpression);
        return all
                ? Set.copyOf(table.columnNames())
                : scan.columns().stream()
                        .map(column -> column.spec().name())
                        .collect(Collectors.toSet());
    }
}
