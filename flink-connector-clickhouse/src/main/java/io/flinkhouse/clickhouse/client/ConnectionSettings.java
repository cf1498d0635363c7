// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;

import org.apache.flink.annotation.Internal;

import java.util.LinkedHashMap;
import java.util.Map;

import static io.flinkhouse.clickhouse.config.Arguments.valid;

/** Collects the connection settings of a builder, which may be set in any order. */
@Internal
public final class ConnectionSettings {

    private ConnectionConfig address;
    private String username = ConnectionConfig.DEFAULT_USERNAME;
    private Secret password = Secret.NONE;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> client = new LinkedHashMap<>();

    public void url(String url) {
        this.address = valid("url", () -> ConnectionConfig.parse(url));
    }

    public void username(String username) {
        this.username = username;
    }

    public void password(Secret password) {
        this.password = password;
    }

    public void setting(String name, String value) {
        settings.put(name, value);
    }

    public void clientOption(String name, String value) {
        client.put(name, value);
    }

    public boolean isComplete() {
        return address != null;
    }

    /** Returns the connection with another database than that of the address. */
    public ConnectionConfig config(String database) {
        return config().withDatabase(database);
    }

    /** Returns the connection. */
    public ConnectionConfig config() {
        ConnectionConfig as = address.withCredentials(username, password);
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
