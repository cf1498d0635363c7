// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Connection settings: addresses, log-in, server settings and client options.
 *
 * @param endpoints tried in order; all must serve the same data
 * @param database the default database of statements
 * @param settings server settings sent with every statement ({@code settings.<name>})
 * @param client options of the HTTP client ({@code client.<name>}): time-outs, proxy, TLS, tokens
 */
@Internal
public record ConnectionConfig(
        List<Endpoint> endpoints,
        String username,
        Secret password,
        String database,
        Map<String, String> settings,
        Map<String, String> client)
        implements Serializable {

    public static final String DEFAULT_USERNAME = "default";
    public static final String DEFAULT_DATABASE = "default";

    public ConnectionConfig {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("'url' names no server; give http://host:8123.");
        }
        Objects.requireNonNull(password, "password");
        Require.that(!username.isBlank(), "username", username, "the name of a ClickHouse user");
        Require.that(
                !database.isBlank(),
                "database-name",
                database,
                "the name of a ClickHouse database");
        PinnedSettings.refuseIn(settings.keySet());
        endpoints = List.copyOf(endpoints);
        settings = Map.copyOf(settings);
        client = Map.copyOf(client);
    }

    /** Parses an address and returns a connection of user {@code default} without a password. */
    public static ConnectionConfig parse(String url) {
        ServerUrl parsed = ServerUrl.parse(url);
        return new ConnectionConfig(
                parsed.endpoints(),
                DEFAULT_USERNAME,
                Secret.NONE,
                parsed.database().orElse(DEFAULT_DATABASE),
                Map.of(),
                Map.of());
    }

    public ConnectionConfig withCredentials(String username, Secret password) {
        return new ConnectionConfig(endpoints, username, password, database, settings, client);
    }

    public ConnectionConfig withEndpoints(List<Endpoint> endpoints) {
        return new ConnectionConfig(endpoints, username, password, database, settings, client);
    }

    public ConnectionConfig withDatabase(String database) {
        return new ConnectionConfig(endpoints, username, password, database, settings, client);
    }

    public ConnectionConfig withSettings(Map<String, String> settings) {
        return new ConnectionConfig(endpoints, username, password, database, settings, client);
    }

    public ConnectionConfig withClient(Map<String, String> client) {
        return new ConnectionConfig(endpoints, username, password, database, settings, client);
    }

    /** Shows names only: the values of settings and client options may be secret. */
    @Override
    public String toString() {
        return endpoints
                + " as "
                + username
                + ", database "
                + database
                + ", settings "
                + new TreeSet<>(settings.keySet())
                + ", client "
                + new TreeSet<>(client.keySet());
    }
}
