// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.ddl.ClickHouseTableOptions;
import io.flinkhouse.clickhouse.ddl.TableLayout;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.table.ClickHouseConnectorOptions;
import io.flinkhouse.clickhouse.table.ConnectorTables;

import org.apache.flink.table.api.ValidationException;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The options of a catalog.
 *
 * @param connection to the server; its database is the one that always exists
 * @param shown the options of each table that Flink may show
 * @param secrets the options of each table that only the table factory adds
 * @param layout the defaults for new tables, {@code table.*}
 */
record CatalogSettings(
        ConnectionConfig connection,
        String defaultDatabase,
        Map<String, String> shown,
        Map<String, String> secrets,
        Map<String, String> layout) {

    private static final String TYPE = "type";
    private static final String VERSION = "property-version";

    CatalogSettings {
        shown = Map.copyOf(shown);
        secrets = Map.copyOf(secrets);
        layout = Map.copyOf(layout);
    }

    static CatalogSettings of(Map<String, String> options) {
        Map<String, String> tables = new HashMap<>(options);
        tables.remove(TYPE);
        tables.remove(VERSION);
        Optional<String> named =
                Optional.ofNullable(tables.remove(ClickHouseCatalogOptions.DEFAULT_DATABASE.key()));
        refuse(tables);
        ConnectionConfig connection = ConnectorTables.check(tables);
        String fromUrl = connection.database();
        tables.put(ClickHouseConnectorOptions.URL.key(), url(connection));
        return new CatalogSettings(
                connection.withDatabase(ConnectionConfig.DEFAULT_DATABASE),
                named.orElse(fromUrl),
                part(tables, name -> !hidden(name)),
                part(tables, ConnectorTables::isSecret),
                part(tables, ClickHouseTableOptions::has));
    }

    private static void refuse(Map<String, String> tables) {
        if (!tables.containsKey(ClickHouseConnectorOptions.URL.key())) {
            throw new ValidationException(
                    "the option 'url' is missing; give the address of the server, such as"
                            + " 'http://host:8123'.");
        }
        tables.keySet().stream()
                .filter(ConnectorTables::isOfOneTable)
                .sorted()
                .findFirst()
                .ifPresent(
                        name -> {
                            throw new ValidationException(
                                    "'"
                                            + name
                                            + "' is an option of one table. "
                                            + (name.startsWith("database")
                                                    ? "Did you mean 'default-database'?"
                                                    : "Give it in the statement: t /*+ OPTIONS('"
                                                            + name
                                                            + "' = '…') */."));
                        });
    }

    private static boolean hidden(String name) {
        return ConnectorTables.isSecret(name) || ClickHouseTableOptions.has(name);
    }

    /** Returns the address without a database, which each table names. */
    private static String url(ConnectionConfig connection) {
        Endpoint first = connection.endpoints().get(0);
        String path = first.path();
        String scheme = first.tls() ? "https://" : "http://";
        return connection.endpoints().stream()
                .map(Endpoint::toString)
                .map(
                        address ->
                                address.substring(
                                        scheme.length(), address.length() - path.length()))
                .collect(Collectors.joining(",", scheme, path));
    }

    private static Map<String, String> part(Map<String, String> options, Predicate<String> which) {
        return options.entrySet().stream()
                .filter(option -> which.test(option.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Returns the options of a table that Flink may show. */
    Map<String, String> optionsOf(TablePath table) {
        Map<String, String> options = new HashMap<>(shown);
        options.putAll(ConnectorTables.naming(table));
        return options;
    }

    /** Returns the options with the secrets of the catalog, for the table factory. */
    Map<String, String> withSecrets(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(secrets);
        all.putAll(options);
        return all;
    }

    /** Returns the layout of a new table. */
    TableLayout layoutOf(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(layout);
        all.putAll(options);
        return TableLayout.of(all);
    }

    /** Returns ON CLUSTER with a space before it, for statements on what exists. */
    String onCluster() {
        return TableLayout.of(layout).onCluster();
    }
}
