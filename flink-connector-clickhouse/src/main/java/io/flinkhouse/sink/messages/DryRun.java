// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.messages;

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

    /** Strict, as the insert that was refused. */
    private static final Map<String, String> STRICT =
            Map.of(
                    "async_insert", "0",
                    "input_format_parallel_parsing", "0",
                    "input_format_allow_errors_num", "0",
                    "input_format_allow_errors_ratio", "0");

    private final ClickHouseClient client;
    private final TablePath target;
    private final String format;
    private String session = "";

    DryRun(ClickHouseClient client, TablePath target, String format) {
        this.client = client;
        this.target = target;
        this.format = format;
    }

    /** Why the messages would be refused; empty if they would be taken. */
    Optional<ClickHouseException> refusal(Payload messages) throws ClickHouseException {
        if (session.isEmpty()) {
            open();
        }
        String id = UUID.randomUUID().toString();
        Map<String, String> settings = new HashMap<>(STRICT);
        settings.put("session_id", session);
        try {
            client.insert(
                    new InsertRequest(
                            "INSERT INTO " + TABLE + " FORMAT " + format,
                            id,
                            settings,
                            messages,
                            true));
            return Optional.empty();
        } catch (ClickHouseException e) {
            if (Salvage.concerns(e)) {
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
                    "The server refuses messages, and to find out which ones the user needs a"
                            + " temporary table: GRANT CREATE ARBITRARY TEMPORARY TABLE ON *.* and"
                            + " GRANT TABLE ENGINE ON Null to it, or set 'sink.error-mode' to"
                            + " 'fail'. "
                            + e.getMessage(),
                    e);
        }
        session = opened;
    }
}
