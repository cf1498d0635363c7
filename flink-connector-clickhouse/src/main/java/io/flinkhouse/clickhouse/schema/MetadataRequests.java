// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.client.KnownSettings;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The requests of one plan or writer about its tables: one for the descriptions of all expected
 * tables and of their views, one for the settings of all expected INSERTs.
 */
final class MetadataRequests {

    private static final String ABOUT_SERVER =
            "SELECT 'server', 0, toString(serverUUID()), toString(getSetting('readonly')),"
                    + " toString(toUnixTimestamp64Milli(now64(3))), '', '', '', '', '', ''";

    private final ClickHouseClient client;
    private final Optional<ServerIdentity> identity;
    private final Grants grants;
    private final Set<TablePath> tables = new LinkedHashSet<>();
    private final Map<TablePath, TableSnapshot> snapshots = new HashMap<>();
    private final Set<InsertProfile> profiles = EnumSet.noneOf(InsertProfile.class);
    private final Map<InsertProfile, InsertSettings> settings = new EnumMap<>(InsertProfile.class);

    MetadataRequests(ClickHouseClient client, Optional<ServerIdentity> identity) {
        this.client = client;
        this.identity = identity;
        this.grants = new Grants(client);
    }

    ClickHouseClient client() {
        return client;
    }

    Grants grants() {
        return grants;
    }

    Optional<ServerIdentity> servers() {
        return identity;
    }

    void expect(TablePath table) {
        tables.add(table);
        identity.ifPresent(servers -> servers.expect(table));
    }

    void expect(InsertProfile profile) {
        profiles.add(profile);
    }

    TableSnapshot snapshot(TablePath table) throws ClickHouseException {
        if (!snapshots.containsKey(table)) {
            describe(tables.stream().filter(path -> !snapshots.containsKey(path)).toList());
        }
        return snapshots.get(table);
    }

    /** Returns the tables that exist and are visible to the user. */
    Map<TablePath, TableDescription> found(Collection<TablePath> paths) throws ClickHouseException {
        List<TablePath> unknown =
                paths.stream().filter(path -> !snapshots.containsKey(path)).toList();
        if (!unknown.isEmpty()) {
            describe(unknown);
        }
        Map<TablePath, TableDescription> found = new HashMap<>();
        for (TablePath path : paths) {
            snapshots.get(path).found().ifPresent(table -> found.put(path, table));
        }
        return found;
    }

    void forget(TablePath table) {
        snapshots.remove(table);
    }

    InsertSettings settings(InsertProfile profile, KnownSettings known) throws ClickHouseException {
        if (!settings.containsKey(profile)) {
            Set<InsertProfile> unchecked = EnumSet.of(profile);
            unchecked.addAll(profiles);
            unchecked.removeAll(settings.keySet());
            settings.putAll(InsertSettings.of(client, known, unchecked, this::query));
        }
        return settings.get(profile);
    }

    List<List<String>> query(String sql, Map<String, String> settings) throws ClickHouseException {
        return identity.isPresent() && identity.get().isOpen()
                ? identity.get().query(sql, settings)
                : client.query(sql, settings);
    }

    private void describe(Collection<TablePath> paths) throws ClickHouseException {
        List<List<String>> lines =
                client.query(
                        "SELECT * FROM ("
                                + TableDescription.linesWithViews(paths)
                                + " UNION ALL "
                                + ABOUT_SERVER
                                + " UNION ALL SELECT 'setting', 0, name, meaning, '', '', '', '', '',"
                                + " '', '' FROM ("
                                + KnownSettings.select(client)
                                + ")) ORDER BY position");
        long now = System.currentTimeMillis();
        List<String> server = ofKind("server", lines).get(0);
        KnownSettings known = KnownSettings.of(ofKind("setting", lines));
        Map<TablePath, String> uuids = new HashMap<>();
        for (List<String> line : ofKind("table", lines)) {
            uuids.put(new TablePath(line.get(0), line.get(1)), line.get(2));
        }
        Set<TablePath> described = new HashSet<>(paths);
        described.addAll(uuids.keySet());
        for (TablePath path : described) {
            snapshots.put(
                    path,
                    new TableSnapshot(
                            path,
                            TableDescription.among(lines, path),
                            !server.get(1).equals("0"),
                            now - Long.parseLong(server.get(2)),
                            known));
        }
        identity.ifPresent(servers -> servers.note(server.get(0), uuids));
    }

    /** Returns the lines that begin with this word, without it and their position. */
    private static List<List<String>> ofKind(String kind, List<List<String>> lines) {
        return lines.stream()
                .filter(line -> line.get(0).equals(kind))
                .map(line -> line.subList(2, line.size()))
                .toList();
    }
}
