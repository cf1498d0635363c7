// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.schema.Grants;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks at the start of a writer what the user may do with keyed statements. */
final class StatementCheck {

    private static final Logger LOG = LoggerFactory.getLogger(StatementCheck.class);

    static final String DELETE = "ALTER DELETE";

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
     * @param key the columns by which statements find their rows
     * @return the bounds of the statements
     * @throws ClickHouseException if the user may not send the statements, with the grant
     */
    StatementBounds bounds(ChangelogPlan plan, List<String> key) throws ClickHouseException {
        Grants grants = new Grants(client);
        for (String privilege : plan.privileges()) {
            if (!grants.has(privilege + " ON " + table)) {
                throw grants.missing(
                        privilege + " ON " + table,
                        "Deletes and updates of the changelog are keyed statements.");
            }
        }
        Optional<String> highest = plan.isBoundByBlock() ? readable(grants) : Optional.empty();
        List<String> read = new ArrayList<>(key);
        highest.ifPresent(query -> read.add(BlockNumbers.COLUMN));
        return new StatementBounds(
                highest,
                acceptsDeadlines(),
                plan.isReplicated() ? SKEW_OF_REPLICAS : Duration.ZERO,
                plan.privileges().contains(DELETE) && seesKeys(grants, read));
    }

    private boolean seesKeys(Grants grants, List<String> key) throws ClickHouseException {
        String select =
                key.stream()
                                .map(Identifiers::quote)
                                .collect(Collectors.joining(", ", "SELECT(", ")"))
                        + " ON "
                        + table;
        boolean sees = grants.has(select);
        if (!sees) {
            LOG.warn(
                    "The user may not read the key of {}, so nothing tells whether a DELETE by key has"
                            + " run: the server can acknowledge one that another mutation of the"
                            + " table overtakes, and leave its rows. To prevent it: {}",
                    table,
                    grants.statement(select));
        }
        return sees;
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
