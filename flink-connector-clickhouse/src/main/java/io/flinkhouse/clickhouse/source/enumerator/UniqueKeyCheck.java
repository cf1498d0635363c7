// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.KnownSettings;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.source.split.OneTimeRead;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.sql.SelectStatement;

/** Refuses an UPDATE or DELETE by a key that belongs to more than one row. */
final class UniqueKeyCheck {

    private UniqueKeyCheck() {}

    /**
     * Counts the keys of the scan that are not unique, if it needs them to be.
     *
     * @throws ClickHouseException if there are any, or the server cannot be asked
     */
    static void check(ClickHouseClient client, ScanRequest request) throws ClickHouseException {
        OneTimeRead rule = request.oneTime();
        if (rule == null || rule.uniqueKey().isEmpty()) {
            return;
        }
        SelectStatement rows =
                new SelectStatement(
                        request.table(), request.scan().merged(), request.scan().where());
        String keys =
                client.select(
                                rows.sharedKeys(rule.uniqueKey()),
                                KnownSettings.of(client).choosing())
                        .get(0)
                        .get(0);
        if (!keys.equals("0")) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "The primary key of the Flink table ("
                            + String.join(", ", rule.uniqueKey())
                            + ") is not unique: "
                            + keys
                            + " of its values occur in more than one row. Declare a primary key"
                            + " that is unique, or run the statement in ClickHouse.",
                    null);
        }
    }
}
