// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.config;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Where the server is and how to talk to it.
 *
 * @param endpoints tried in order; all must serve the same data
 * @param database used where a statement names none
 * @param settings server settings sent with every statement ({@code settings.<name>})
 * @param client options of the HTTP client ({@code client.<name>}): time-outs, proxy, TLS, tokens
 */
public record ConnectionConfig(
        List<Endpoint> endpoints,
        String username,
        Secret password,
        String database,
        Map<String, String> settings,
        Map<String, String> client)
        implements Serializable {

    public ConnectionConfig {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("'url' names no server; give http://host:8123");
        }
        endpoints = List.copyOf(endpoints);
        settings = Map.copyOf(settings);
        client = Map.copyOf(client);
    }
}
