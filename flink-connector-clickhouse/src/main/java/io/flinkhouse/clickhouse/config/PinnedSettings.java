// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import java.util.Map;
import java.util.Set;

/**
 * Refuses server settings that a user cannot choose: those that the connector sends itself, and
 * parameters of the HTTP interface.
 */
final class PinnedSettings {

    /** Parameters that decide when and how the server responds to a statement. */
    private static final Set<String> ANSWERS =
            Set.of(
                    "wait_end_of_query",
                    "http_wait_end_of_query",
                    "lightweight_deletes_sync",
                    "readonly",
                    "cancel_http_readonly_queries_on_client_close");

    /** Parameters of the HTTP interface; as settings they would change every request. */
    private static final Map<String, String> PROTOCOL =
            Map.ofEntries(
                    Map.entry("user", "'username'"),
                    Map.entry("password", "'password'"),
                    Map.entry("database", "'database-name'"),
                    Map.entry("query", "nothing"),
                    Map.entry("query_id", "nothing"),
                    Map.entry("default_format", "nothing"),
                    Map.entry("compress", "nothing"),
                    Map.entry("decompress", "nothing"),
                    Map.entry("enable_http_compression", "nothing"),
                    Map.entry("session_id", "nothing"),
                    Map.entry("client_protocol_version", "nothing"),
                    Map.entry("profile", "a user that has this profile"));

    private PinnedSettings() {}

    private static boolean isPinned(String name) {
        return ANSWERS.contains(name)
                || InsertProfile.names().contains(name)
                || QueryProfile.names().contains(name);
    }

    static void refuseIn(Set<String> names) {
        for (String name : names) {
            if (name.isBlank()) {
                throw new IllegalArgumentException(
                        "'settings." + name + "' names no setting; write 'settings.<name>'.");
            }
            if (isPinned(name)) {
                throw new IllegalArgumentException(
                        "'settings."
                                + name
                                + "' cannot be chosen: delivery depends on it, and the"
                                + " connector sends its own value. Remove the option.");
            }
            String instead = PROTOCOL.get(name);
            if (instead != null) {
                throw new IllegalArgumentException(
                        "'settings."
                                + name
                                + "' is a parameter of the HTTP request, not a server setting."
                                + " Remove the option and use "
                                + instead
                                + " instead.");
            }
        }
    }
}
