// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.client.KnownSettings;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a table's description, the user's rights and the settings from a server, each once, for one
 * plan or writer. All that a SELECT can say is in the first answer. Used by one thread.
 */
@Internal
public final class TableReader {

    private static final String ABOUT_SERVER =
            "SELECT 'server', 0, toString(serverUUID()), toString(getSetting('readonly')),"
                    + " toString(toUnixTimestamp64Milli(now64(3))), '', '', '', '', '', ''";

    private final ClickHouseClient client;
    private final TablePath path;
    private final Optional<ServerIdentity> identity;
    private final Grants grants;
    private final Map<Map<String, String>, InsertSettings> settings = new HashMap<>();
    private TableSnapshot description;

    public TableReader(ClickHouseClient client, TablePath path) {
        this(client, path, Optional.empty());
    }

    private TableReader(
            ClickHouseClient client, TablePath path, Optional<ServerIdentity> identity) {
        this.client = client;
        this.path = path;
        this.identity = identity;
        this.grants = new Grants(client);
    }

    /**
     * Notes which servers answer, over connections of their own, where there is one address alone.
     *
     * @param connection of the client
     */
    public static TableReader noting(
            ClickHouseClient client, ConnectionConfig connection, TablePath path) {
        return new TableReader(
                client,
                path,
                connection.endpoints().size() == 1
                        ? Optional.of(new ServerIdentity(connection, path))
                        : Optional.empty());
    }

    /** The client of all questions; whoever opened it closes it. */
    public ClickHouseClient client() {
        return client;
    }

    public TablePath path() {
        return path;
    }

    /** Returns the grants of the user; a grant that was found is not asked for again. */
    public Grants grants() {
        return grants;
    }

    /** Returns the servers that have responded, if they are recorded. */
    public Optional<ServerIdentity> servers() {
        return identity;
    }

    /**
     * Puts a query of two columns of text.
     *
     * @param settings and parameters; see {@link ClickHouseClient#query(String, Map)}
     */
    public List<List<String>> query(String sql, Map<String, String> settings)
            throws ClickHouseException {
        return identity.isPresent() && identity.get().isOpen()
                ? identity.get().query(sql, settings)
                : client.query(sql, settings);
    }

    /** One request, the first time. */
    public TableSnapshot read() throws ClickHouseException {
        if (description == null) {
            description = described();
        }
        return description;
    }

    /** The same anew, after the table has changed. */
    public TableSnapshot readAgain() throws ClickHouseException {
        description = null;
        return read();
    }

    /**
     * The settings of inserts, seen to take effect: one request for each that are not the same.
     *
     * @throws ClickHouseException if they do not; see {@link InsertSettings#of}
     */
    public InsertSettings settings(InsertProfile profile) throws ClickHouseException {
        InsertSettings checked = settings.get(profile.settings());
        if (checked == null) {
            checked = InsertSettings.of(client, read().settings(), profile, this::query);
            settings.put(profile.settings(), checked);
        }
        return checked;
    }

    private TableSnapshot described() throws ClickHouseException {
        List<List<String>> lines =
                client.query(
                        "SELECT * FROM ("
                                + TableDescription.lines(List.of(path))
                                + " UNION ALL "
                                + ABOUT_SERVER
                                + " UNION ALL SELECT 'setting', 0, name, meaning, '', '', '', '', '',"
                                + " '', '' FROM ("
                                + KnownSettings.select(client)
                                + ")) ORDER BY position");
        List<List<String>> known = new ArrayList<>();
        String server = "";
        String uuid = "";
        boolean readOnly = false;
        long clockAhead = 0;
        for (List<String> line : lines) {
            if (line.get(0).equals("setting")) {
                known.add(line.subList(2, line.size()));
            } else if (line.get(0).equals("server")) {
                server = line.get(2);
                readOnly = !line.get(3).equals("0");
                clockAhead = System.currentTimeMillis() - Long.parseLong(line.get(4));
            } else if (line.get(0).equals("table")) {
                uuid = line.get(4);
            }
        }
        Optional<TableDescription> found = TableDescription.among(lines, path);
        if (identity.isPresent() && found.isPresent()) {
            identity.get().note(server, uuid);
        }
        return new TableSnapshot(path, found, readOnly, clockAhead, KnownSettings.of(known));
    }
}
