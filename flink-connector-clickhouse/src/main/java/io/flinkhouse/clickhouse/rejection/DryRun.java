// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertRequest;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Tests an INSERT without storing it: into a temporary table of engine Null with the target's
 * columns, defaults and constraints, which accepts the same data as the target.
 *
 * <p>The temporary table belongs to an HTTP session; a lost session is replaced.
 */
final class DryRun {

    private static final String TABLE = "flinkhouse_dry_run";
    private static final String PROBE = "flinkhouse_probe";

    private final ClickHouseClient client;
    private final TablePath target;
    private final String statement;
    private final BlockKind kind;
    private InsertSettings settings;
    private String session = "";

    DryRun(ClickHouseClient client, RefusedBlock block) {
        this.client = client;
        this.target = block.table();
        this.statement = block.statementFor(TABLE);
        this.kind = block.kind();
    }

    /**
     * Creates the temporary table once, in a session of its own, to check the grants.
     *
     * @throws ClickHouseException if the user lacks the grants; the message names them
     */
    static void probeGrants(TableReader server) throws ClickHouseException {
        server.settings(InsertProfile.DRY_RUN);
        create(
                server.client(),
                PROBE,
                server.path(),
                Map.of("session_id", "flinkhouse-" + UUID.randomUUID(), "session_timeout", "1"));
    }

    /**
     * Returns the error with which the server would refuse the parts; empty if it would accept
     * them.
     */
    Optional<ClickHouseException> refusal(EncodedBlock parts) throws ClickHouseException {
        if (session.isEmpty()) {
            open();
        }
        String id = UUID.randomUUID().toString();
        Map<String, String> all = new HashMap<>(settings(kind).withoutToken());
        all.put("session_id", session);
        try {
            client.insert(new InsertRequest(statement, id, all, parts, true));
            return Optional.empty();
        } catch (ClickHouseException e) {
            if (kind.isRefused(e)) {
                return Optional.of(e);
            }
            if (e.code() == ServerError.UNKNOWN_TABLE.code()) {
                session = "";
                throw new ClickHouseException(e.code(), FailureKind.RETRY, e.getMessage(), e);
            }
            throw e;
        }
    }

    private InsertSettings settings(BlockKind kind) {
        return kind == BlockKind.MESSAGES ? settings.ofMessages() : settings;
    }

    private void open() throws ClickHouseException {
        settings = InsertSettings.of(client, InsertProfile.DRY_RUN);
        String opened = "flinkhouse-" + UUID.randomUUID();
        create(client, TABLE, target, Map.of("session_id", opened));
        session = opened;
    }

    private static void create(
            ClickHouseClient client, String name, TablePath target, Map<String, String> session)
            throws ClickHouseException {
        try {
            client.query(
                    "CREATE TEMPORARY TABLE " + name + " AS " + target + " ENGINE = Null", session);
        } catch (ClickHouseException e) {
            if (e.code() != ServerError.ACCESS_DENIED.code()) {
                throw e;
            }
            String user = " TO " + Identifiers.quote(client.username());
            throw new ClickHouseException(
                    e.code(),
                    FailureKind.FAIL,
                    "The search for refused rows or messages needs a temporary table like "
                            + target
                            + ". Run: GRANT CREATE ARBITRARY TEMPORARY TABLE ON *.*"
                            + user
                            + "; GRANT TABLE ENGINE ON Null"
                            + user
                            + "; GRANT SHOW COLUMNS ON "
                            + target
                            + user
                            + "; or set 'sink.error-mode' to 'fail'. "
                            + e.getMessage(),
                    e);
        }
    }
}
