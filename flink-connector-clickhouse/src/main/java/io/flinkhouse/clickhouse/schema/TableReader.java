// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a table's description, the user's rights and the settings from a server, each once, for one
 * plan or writer. The first response contains everything that one SELECT can read about all tables
 * of the plan or writer. Used by one thread.
 */
@Internal
public final class TableReader {

    private final TablePath path;
    private final MetadataRequests requests;

    public TableReader(ClickHouseClient client, TablePath path) {
        this(path, new MetadataRequests(client, Optional.empty()));
    }

    private TableReader(TablePath path, MetadataRequests requests) {
        this.path = path;
        this.requests = requests;
        requests.expect(path);
    }

    /**
     * Records the servers that respond, over separate connections, if there is only one address.
     *
     * @param connection of the client
     */
    public static TableReader noting(
            ClickHouseClient client, ConnectionConfig connection, TablePath path) {
        return new TableReader(
                path,
                new MetadataRequests(
                        client,
                        connection.endpoints().size() == 1
                                ? Optional.of(new ServerIdentity(connection))
                                : Optional.empty()));
    }

    /**
     * Returns a reader of another table, which shares the requests of this one. Before the first
     * {@link #read} it causes no further request.
     */
    public TableReader beside(TablePath other) {
        return new TableReader(other, requests);
    }

    /** Lets the first check of settings also check those of another INSERT. */
    public void expect(InsertProfile profile) {
        requests.expect(profile);
    }

    /** Returns the client of all queries; the caller that opened it closes it. */
    public ClickHouseClient client() {
        return requests.client();
    }

    public TablePath path() {
        return path;
    }

    /** Returns the grants of the user; a grant that was found is not asked for again. */
    public Grants grants() {
        return requests.grants();
    }

    /** Returns the servers that have responded, if they are recorded. */
    public Optional<ServerIdentity> servers() {
        return requests.servers();
    }

    /**
     * Runs a query of two columns of text.
     *
     * @param settings and parameters; see {@link ClickHouseClient#query(String, Map)}
     */
    public List<List<String>> query(String sql, Map<String, String> settings)
            throws ClickHouseException {
        return requests.query(sql, settings);
    }

    /** Reads the table; only the first call sends a request. */
    public TableSnapshot read() throws ClickHouseException {
        return requests.snapshot(path);
    }

    /**
     * Reads other tables, as far as they exist and are visible to the user. The views of this table
     * cause no request.
     */
    public Map<TablePath, TableDescription> others(Collection<TablePath> paths)
            throws ClickHouseException {
        return requests.found(paths);
    }

    /** Reads the table again, after it was changed. */
    public TableSnapshot readAgain() throws ClickHouseException {
        requests.forget(path);
        return read();
    }

    /**
     * Returns the settings of an INSERT after a check that they take effect; one request for all
     * expected profiles.
     *
     * @throws ClickHouseException if they do not; see {@link InsertSettings#of}
     */
    public InsertSettings settings(InsertProfile profile) throws ClickHouseException {
        return requests.settings(profile, read().settings());
    }
}
