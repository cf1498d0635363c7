// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.schema.Grants;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/** Checks at the start of a writer what the user may do with keyed statements. */
final class StatementCheck {

    private static final Logger LOG = LoggerFactory.getLogger(StatementCheck.class);

    private final ClickHouseClient client;
    private final TablePath table;

    StatementCheck(ClickHouseClient client, TablePath table) {
        this.client = client;
        this.table = table;
    }

    /**
     * Checks the grants of the plan's statements.
     *
     * @return the query for the bound of statements; empty if they are not bounded
     * @throws ClickHouseException if the user may not send the statements, with the grant
     */
    Optional<String> highestBlock(ChangelogPlan plan) throws ClickHouseException {
        Grants grants = new Grants(client);
        for (String privilege : plan.privileges()) {
            if (!grants.has(privilege + " ON " + table)) {
                throw grants.missing(
                        privilege + " ON " + table,
                        "Deletes and updates of the changelog are keyed statements.");
            }
        }
        plan.warning(table).ifPresent(LOG::warn);
        return plan.isBoundByBlock() ? readable(grants) : Optional.empty();
    }

    private Optional<String> readable(Grants grants) throws ClickHouseException {
        String query = BlockNumbers.highest(table);
        try {
            client.value(query);
            return Optional.of(query);
        } catch (ClickHouseException e) {
            if (e.code() != ServerError.ACCESS_DENIED.code()) {
                throw e;
            }
            LOG.warn(
                    "The user may not read system.parts, so a DELETE or UPDATE by key of {} that the"
                            + " network delays beyond its retry can change rows that were inserted"
                            + " later. To prevent it: {}",
                    table,
                    grants.statement("SELECT ON system.parts"));
            return Optional.empty();
        }
    }
}
