// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.Optional;

/** Refuses tables whose inserted rows cannot be found once each. */
@Internal
public final class FollowRules {

    private FollowRules() {}

    /** Returns the reason why a table cannot be read continuously, with the next step. */
    public static Optional<String> refusal(TableDescription table) {
        String cannot = "Cannot read " + table.path() + " continuously: ";
        Optional<String> engine = refusal(table.engine());
        if (engine.isPresent()) {
            return engine.map(reason -> cannot + reason);
        }
        if (table.setting("enable_block_number_column").orElse(0) == 1
                && table.setting("enable_block_offset_column").orElse(0) == 1) {
            return Optional.empty();
        }
        return Optional.of(
                cannot
                        + "it keeps no block numbers. ALTER TABLE "
                        + table.path()
                        + " MODIFY SETTING enable_block_number_column = 1,"
                        + " enable_block_offset_column = 1.");
    }

    private static Optional<String> refusal(TableEngine engine) {
        if (engine.name().startsWith("Shared")) {
            return Optional.of(
                    engine.name()
                            + " does not tell whether an insert with a lower number may still"
                            + " arrive. Set 'scan.startup.mode' to 'snapshot' to read it once.");
        }
        return switch (engine.kind()) {
            case PLAIN -> Optional.empty();
            case OTHER ->
                    Optional.of(
                            "its engine "
                                    + engine.name()
                                    + " numbers no inserts. Read the MergeTree table that stores"
                                    + " the rows, one job for each shard, or set"
                                    + " 'scan.startup.mode' to 'snapshot' to read it once.");
            case REPLACING ->
                    Optional.of(
                            "merges of "
                                    + engine.name()
                                    + " remove rows that later ones replace, maybe before they are"
                                    + " read. Let a materialized view copy the inserts into a"
                                    + " MergeTree table and read that one, or set"
                                    + " 'scan.startup.mode' to 'snapshot' to read it once.");
            default ->
                    Optional.of(
                            "merges of "
                                    + engine.name()
                                    + " combine rows, maybe before they are read. Let a"
                                    + " materialized view copy the inserts into a MergeTree table"
                                    + " and read that one, or set 'scan.startup.mode' to"
                                    + " 'snapshot' to read it once.");
        };
    }

    /**
     * Checks the table of a job that starts.
     *
     * @return whether its inserts can become visible in another order than that of their numbers
     * @throws ClickHouseException if it cannot be read continuously
     */
    static boolean check(ClickHouseClient client, TablePath path) throws ClickHouseException {
        TableDescription table = TableDescription.of(client, path);
        Optional<String> refusal = refusal(table);
        if (refusal.isPresent()) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE, FailureKind.FAIL, refusal.get(), null);
        }
        return table.engine().isReplicated();
    }
}
