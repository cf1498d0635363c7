// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.schema.Grants;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;

/** Checks at the start of a writer what the user may do with keyed statements. */
final class StatementCheck {

    private static final Logger LOG = LoggerFactory.getLogger(StatementCheck.class);

    /** The clocks of replicas are expected to differ by less. */
    private static final Duration SKEW_OF_REPLICAS = Duration.ofSeconds(5);

    private final ClickHouseClient client;
    private final TablePath table;

    StatementCheck(ClickHouseClient client, TablePath table) {
        this.client = client;
        this.table = table;
    }

    /**
     * Checks the grants of the plan's statements.
     *
     * @return the bounds of the statements
     * @throws ClickHouseException if the user may not send the statements, with the grant
     */
    StatementBounds bounds(ChangelogPlan plan) throws ClickHouseException {
        Grants grants = new Grants(client);
        for (String privilege : plan.privileges()) {
            if (!grants.has(privilege + " ON " + table)) {
                throw grants.missing(
                        privilege + " ON " + table,
                        "Deletes and updates of the changelog are keyed statements.");
            }
        }
        return new StatementBounds(
                plan.isBoundByBlock() ? readable(grants) : Optional.empty(),
                acceptsDeadlines(),
                plan.isReplicated() ? SKEW_OF_REPLICAS : Duration.ZERO);
    }

    private boolean acceptsDeadlines() throws ClickHouseException {
        try {
            client.query(StatementBounds.CLOCK, StatementBounds.ON_ARRIVAL);
            return true;
        } catch (ClickHouseException e) {
            if (e.kind() == FailureKind.RETRY) {
                throw e;
            }
            LOG.warn(
                    "A DELETE or UPDATE by key of {} that the network delays beyond its retry can"
                            + " undo later changes, because the server does not accept {}: {}",
                    table,
                    StatementBounds.ON_ARRIVAL,
                    e.getMessage());
            return false;
        }
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
                    "The user may not read system.parts, so a DELETE or UPDATE by key of {} that is on"
                            + " its way when the job fails can change rows that the job inserts after"
                            + " its restart. To prevent it: {}",
                    table,
                    grants.statement("SELECT ON system.parts"));
            return Optional.empty();
        }
    }
}
