// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.InDoubtQueries.InDoubtQuery;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs the queries that find out whether a replica of a table has all that others have. */
@Internal
public final class ReplicaQueries {

    /** Of a shared table, each server shows all rows. */
    static final String ANY_SERVER = "";

    /** A replica that needs longer is asked again later. */
    private static final String SYNC_SECONDS = "30";

    private final ClickHouseClient client;
    private final Map<String, String> deciding;

    /**
     * @param deciding the settings of such a query that the server knows
     */
    public ReplicaQueries(ClickHouseClient client, Map<String, String> deciding) {
        this.client = client;
        this.deciding = deciding;
    }

    /**
     * The server that answers, if its replica of the table has all that others have; empty if it
     * lags. Of a shared table each server shows all rows.
     */
    public Optional<String> caughtUp(TableGuarantees table) throws ClickHouseException {
        if (!InDoubtQueries.isReplica(table.target())) {
            return Optional.of(ANY_SERVER);
        }
        Optional<Boolean> synced = sync(table);
        if (synced.isEmpty()) {
            return Optional.empty();
        }
        InDoubtQuery query = aboutReplica(table);
        Set<String> lag = new HashSet<>();
        while (true) {
            List<List<String>> answer = query.rows(client, 3);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            List<String> replica = answer.get(0);
            boolean emptyLog = synced.get() && replica.get(1).equals("1");
            if (replica.get(0).equals("1") || emptyLog) {
                return Optional.of(replica.get(2));
            }
            if (!lag.add(replica.get(2))) {
                return Optional.empty(); // no balancer has chosen another one
            }
        }
    }

    /** Waits for a replica; false if the user may not, and empty if it takes too long. */
    private Optional<Boolean> sync(TableGuarantees table) throws ClickHouseException {
        try {
            Map<String, String> settings = new HashMap<>(deciding);
            settings.put("receive_timeout", SYNC_SECONDS);
            client.query("SYSTEM SYNC REPLICA " + table.path() + " LIGHTWEIGHT", settings);
            return Optional.of(true);
        } catch (ClickHouseException e) {
            if (e.code() == ServerError.TIMEOUT_EXCEEDED.code()) {
                return Optional.empty();
            }
            if (e.code() != ServerError.ACCESS_DENIED.code()) {
                throw e;
            }
            return Optional.of(false);
        }
    }

    /** The numbers of an empty log are those of one with an entry that is still to be read. */
    InDoubtQuery aboutReplica(TableGuarantees table) {
        String writable =
                "NOT is_readonly AND NOT is_session_expired AND inserts_in_queue = 0 AND ";
        return new InDoubtQuery(
                "SELECT toUInt8("
                        + writable
                        + "log_pointer > log_max_index), toUInt8("
                        + writable
                        + "log_pointer = 0 AND log_max_index = 0), toString(serverUUID()) FROM"
                        + " system.replicas WHERE "
                        + InDoubtQueries.isTable(table.target()),
                deciding);
    }
}
