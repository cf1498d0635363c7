// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.salvage;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.client.InsertRequest;
import io.flinkhouse.client.Payload;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.error.ServerError;
import io.flinkhouse.sql.TablePath;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Inserts that land nowhere: into a temporary table with the columns, defaults and constraints of
 * the target and the engine Null. What it takes, the target takes.
 *
 * <p>The temporary table lives in an HTTP session; where that is lost, another one is opened.
 */
final class DryRun {

    private static final String TABLE = "flinkhouse_dry_run";

    private final ClickHouseClient client;
    private final TablePath target;
    private final String statement;
    private final Part part;
    private String session = "";

    DryRun(ClickHouseClient client, RefusedBlock block) {
        this.client = client;
        this.target = block.table();
        this.statement = block.statementFor(TABLE);
        this.part = block.part();
    }

    /** Why the parts would be refused; empty if they would be taken. */
    Optional<ClickHouseException> refusal(Payload parts) throws ClickHouseException {
        if (session.isEmpty()) {
            open();
        }
        String id = UUID.randomUUID().toString();
        Map<String, String> settings = new HashMap<>(part.settings());
        settings.put("async_insert", "0");
        settings.put("input_format_parallel_parsing", "0");
        settings.put("session_id", session);
        try {
            client.insert(new InsertRequest(statement, id, settings, parts, true));
            return Optional.empty();
        } catch (ClickHouseException e) {
            if (part.isRefused(e)) {
                return Optional.of(e);
            }
            if (e.code() == ServerError.UNKNOWN_TABLE.code()) {
                session = "";
                throw new ClickHouseException(e.code(), FailureKind.RETRY, e.getMessage(), e);
            }
            throw e;
        }
    }

    private void open() throws ClickHouseException {
        String opened = "flinkhouse-" + UUID.randomUUID();
        try {
            client.query(
                    "CREATE TEMPORARY TABLE " + TABLE + " AS " + target + " ENGINE = Null",
                    Map.of("session_id", opened));
        } catch (ClickHouseException e) {
            if (e.code() != ServerError.ACCESS_DENIED.code()) {
                throw e;
            }
            throw new ClickHouseException(
                    e.code(),
                    FailureKind.FAIL,
                    "The server refuses some "
                            + part
                            + "s, and to find out which ones the user needs a temporary table: GRANT CREATE ARBITRARY TEMPORARY TABLE ON *.* and"
                            + " GRANT TABLE ENGINE ON Null to it, or set 'sink.error-mode' to"
                            + " 'fail'. "
                            + e.getMessage(),
                    e);
        }
        session = opened;
    }
}
