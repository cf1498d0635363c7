// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.config.Secret;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A fresh database on the server that the tests of this JVM share; dropped at the end. */
public final class ClickHouseDatabase implements AutoCloseable {

    private final ClickHouseHttp http;

    ClickHouseDatabase(ClickHouseHttp server) {
        this(server, "t_" + UUID.randomUUID().toString().replace('-', '_'));
    }

    ClickHouseDatabase(ClickHouseHttp server, String name) {
        server.execute("CREATE DATABASE " + name);
        this.http = server.with(name);
    }

    public String name() {
        return http.database();
    }

    /** {@code http://host:port}, without user or database. */
    public String url() {
        return http.address().toString();
    }

    public String username() {
        return http.username();
    }

    public String password() {
        return http.password();
    }

    /** Runs a statement with this database as the current one. */
    public void execute(String sql) {
        http.execute(sql);
    }

    /** Rows of unescaped fields; NULL is {@code null}. */
    public List<List<String>> query(String sql) {
        return http.query(sql);
    }

    /** How the connector reaches this database. */
    public ConnectionConfig connection() {
        URI uri = http.address();
        Endpoint endpoint =
                new Endpoint(uri.getHost(), uri.getPort(), uri.getScheme().equals("https"));
        return new ConnectionConfig(
                List.of(endpoint), username(), new Secret(password()), name(), Map.of(), Map.of());
    }

    @Override
    public void close() {
        http.with("default").execute("DROP DATABASE IF EXISTS " + name() + " SYNC");
    }
}
