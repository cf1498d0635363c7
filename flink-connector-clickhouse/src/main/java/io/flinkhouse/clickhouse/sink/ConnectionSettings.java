// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.client.ClientOptions;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;

import java.util.LinkedHashMap;
import java.util.Map;

import static io.flinkhouse.clickhouse.sink.Arguments.valid;

/** Collects the connection settings of the builder, which may be set in any order. */
final class ConnectionSettings {

    private ConnectionConfig address;
    private String username = ConnectionConfig.DEFAULT_USERNAME;
    private Secret password = Secret.NONE;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> client = new LinkedHashMap<>();

    void url(String url) {
        this.address = valid("url", () -> ConnectionConfig.parse(url));
    }

    void username(String username) {
        this.username = username;
    }

    void password(Secret password) {
        this.password = password;
    }

    void setting(String name, String value) {
        settings.put(name, value);
    }

    void clientOption(String name, String value) {
        client.put(name, value);
    }

    boolean isComplete() {
        return address != null;
    }

    ConnectionConfig config(String database) {
        ConnectionConfig as = address.withCredentials(username, password).withDatabase(database);
        ConnectionConfig with = valid("setting", () -> as.withSettings(settings));
        return valid(
                "clientOption",
                () -> {
                    ConnectionConfig all = with.withClient(client);
                    ClientOptions.check(all);
                    return all;
                });
    }
}
