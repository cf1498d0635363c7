// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.lookup.CacheInput;
import io.flinkhouse.clickhouse.lookup.Dictionaries;
import io.flinkhouse.clickhouse.lookup.DictionaryLookup;
import io.flinkhouse.clickhouse.lookup.LookupProvider;
import io.flinkhouse.clickhouse.lookup.LookupRequest;
import io.flinkhouse.clickhouse.pushdown.FilterPushDown;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.sql.Expressions;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.InputFormatProvider;
import org.apache.flink.table.connector.source.LookupTableSource.LookupRuntimeProvider;
import org.apache.flink.table.connector.source.lookup.FullCachingLookupProvider;
import org.apache.flink.table.connector.source.lookup.LookupOptions.LookupCacheType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans a lookup join with a table.
 *
 * @param columns the columns of the rows that are looked up
 * @param metadata the keys of the metadata columns among them
 * @param filter the condition of the rows in the server's SQL
 */
record TableLookup(
        SourceTable table, List<ScanColumn> columns, List<String> metadata, String filter) {

    private static final Logger LOG = LoggerFactory.getLogger(TableLookup.class);

    /**
     * @param keys the places of the key columns
     * @throws ValidationException if rows cannot be looked up by these columns, or the table has
     *     mistakes
     */
    LookupRuntimeProvider by(int[][] keys) {
        LookupSettings settings = table.lookup();
        List<Integer> places = places(keys);
        checkKeys(places);
        checkFilter();
        ScanRequest scan = table.request(columns, filter, List.of(), -1);
        if (settings.cache() == LookupCacheType.FULL) {
            checkFullCache(places);
            return FullCachingLookupProvider.of(
                    InputFormatProvider.of(
                            new CacheInput(
                                    new LookupRequest(
                                            scan, places, null, settings.config(), true))),
                    settings.reloadTrigger());
        }
        warnOfSlowKeys(places);
        boolean cached = settings.cache() == LookupCacheType.PARTIAL;
        LookupRequest request =
                new LookupRequest(
                        scan,
                        places,
                        dictionary(scan, places).orElse(null),
                        settings.config(),
                        cached);
        return cached
                ? LookupProvider.of(request, settings.partialCache())
                : LookupProvider.of(request);
    }

    private List<Integer> places(int[][] keys) {
        List<Integer> places = new ArrayList<>();
        for (int[] key : keys) {
            if (key.length > 1) {
                throw new ValidationException(
                        "Cannot look up rows of "
                                + table.name()
                                + " by a field inside the column '"
                                + columns.get(key[0]).spec().name()
                                + "'. Join by whole columns, or read the field as a column of"
                                + " 'scan.query'.");
            }
            places.add(key[0]);
        }
        return places;
    }

    private void checkKeys(List<Integer> places) {
        for (int place : places) {
            ScanColumn column = columns.get(place);
            LookupRequest.refusal(column, table.relation().table())
                    .ifPresent(
                            why -> {
                                throw new ValidationException(
                                        "Cannot look up rows of "
                                                + table.name()
                                                + " by column '"
                                                + column.spec().name()
                                                + "': "
                                                + why
                                                + ".");
                            });
        }
    }

    /** Flink's full cache compares the bits of keys, and so finds NaN, and not -0.0 by 0.0. */
    private void checkFullCache(List<Integer> places) {
        for (int place : places) {
            LogicalType type = columns.get(place).spec().flinkType();
            if (type.isAnyOf(LogicalTypeRoot.FLOAT, LogicalTypeRoot.DOUBLE)) {
                throw new ValidationException(
                        "Cannot look up rows of "
                                + table.name()
                                + " by column '"
                                + columns.get(place).spec().name()
                                + "' of type "
                                + type.asSummaryString()
                                + " with 'lookup.cache' = 'FULL', which would find NaN, and would"
                                + " not find -0.0 by 0.0. Set 'lookup.cache' to 'PARTIAL', or"
                                + " remove it.");
            }
        }
    }

    /** Conditions that Flink does not evaluate again are not part of the plan of a lookup join. */
    private void checkFilter() {
        if (!table.filtersTwice() && !filter.equals(FilterPushDown.ALL)) {
            throw new ValidationException(
                    "Cannot look up rows of "
                            + table.name()
                            + " with a condition in batch mode: Flink takes two lookup joins for one"
                            + " that differ only in conditions which the server evaluates. Set"
                            + " 'lookup.async' = 'true' (or 'false') for the table; Flink then"
                            + " evaluates the conditions too.");
        }
    }

    private void warnOfSlowKeys(List<Integer> places) {
        TableDescription server = table.relation().table();
        List<String> names =
                places.stream().map(place -> columns.get(place).spec().name()).toList();
        boolean indexed =
                server.sortingKey().stream()
                        .findFirst()
                        .flatMap(Expressions::column)
                        .filter(names::contains)
                        .isPresent();
        if (server.engine().isMergeTree() && !indexed && table.isNew("lookup by " + names)) {
            LOG.warn(
                    "Each query of the lookup join by {} reads all rows of {}, because its sorting"
                            + " key {} does not begin with one of these columns. Create the table with"
                            + " such an ORDER BY, use a dictionary, or set 'lookup.cache' = 'FULL'.",
                    names,
                    table.name(),
                    server.sortingKey());
        }
    }

    private Optional<DictionaryLookup> dictionary(ScanRequest scan, List<Integer> places) {
        if (!metadata.isEmpty()) {
            return Optional.empty();
        }
        try (ClickHouseClient client = table.client()) {
            return Dictionaries.find(client, table.relation().table(), scan.scan(), places);
        } catch (ClickHouseException e) {
            throw table.unreadable(e);
        }
    }
}
