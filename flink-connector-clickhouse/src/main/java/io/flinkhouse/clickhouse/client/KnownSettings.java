// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.DecidingSettings;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.config.RowForms;
import io.flinkhouse.clickhouse.error.ClickHouseException;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The settings of an INSERT and of a query that decides on a block, and those that the user set,
 * that a server knows.
 *
 * @param meanings by name, the setting of which it is another name; empty if it is none
 */
@Internal
public record KnownSettings(Map<String, String> meanings) {

    public KnownSettings {
        meanings = Map.copyOf(meanings);
    }

    /** Reads the known settings by a query of their own. */
    public static KnownSettings of(ClickHouseClient client) throws ClickHouseException {
        return of(client.query(select(client)));
    }

    /**
     * Returns a SELECT of two columns, which may be part of a larger query.
     *
     * @param client the client, with the settings that the user chose
     */
    public static String select(ClickHouseClient client) {
        Set<String> asked = InsertProfile.names();
        asked.addAll(DecidingSettings.names());
        asked.addAll(RowForms.names());
        client.chosenSettings().keySet().stream()
                .filter(name -> name.matches("\\w+"))
                .forEach(asked::add);
        // Selects columns by a pattern, because older servers have no column 'alias_for'.
        return "SELECT seen[1] AS name, seen[2] AS meaning FROM (SELECT array(COLUMNS('^(name|alias_for)$')) AS seen"
                + " FROM system.settings WHERE name IN ("
                + quoted(asked)
                + "))";
    }

    /**
     * Reads the known settings from rows.
     *
     * @param rows the result of {@link #select}
     */
    public static KnownSettings of(List<List<String>> rows) {
        Map<String, String> meanings = new HashMap<>();
        rows.forEach(row -> meanings.put(row.get(0), row.get(1)));
        return new KnownSettings(meanings);
    }

    /** The settings of a statement that decides on a block. */
    public Map<String, String> deciding() {
        return DecidingSettings.among(meanings.keySet());
    }

    /** The settings of a statement whose rows a condition of Flink chooses. */
    public Map<String, String> choosing() {
        return DecidingSettings.shown(meanings.keySet());
    }

    /**
     * The settings of a query that reads such rows.
     *
     * @param chosen the names of the settings that the user chose
     */
    public Map<String, String> reading(Set<String> chosen) {
        Map<String, String> settings = new HashMap<>(choosing());
        settings.putAll(RowForms.among(meanings.keySet(), chosen));
        return settings;
    }

    static String quoted(Set<String> names) {
        return new TreeSet<>(names)
                .stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }
}
