// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.InDoubtQueries.InDoubtQuery;
import io.flinkhouse.clickhouse.schema.Grants;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.Identifiers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks the grants of a recovery by running each of its queries once, on no blocks, so that a
 * missing grant is reported at the start and not after the first failure.
 */
final class RecoveryGrants {

    private static final String PLAN = "plan";

    private final TableReader server;
    private final Grants grants;
    private final InDoubtQueries queries;
    private final ReplicaQueries replicas;
    private final String fenceColumn;

    RecoveryGrants(TableReader server, String fenceColumn) throws ClickHouseException {
        this.server = server;
        this.grants = server.grants();
        Map<String, String> deciding = server.read().settings().deciding();
        this.queries = new InDoubtQueries(server.client(), fenceColumn, deciding);
        this.replicas = new ReplicaQueries(server.client(), deciding);
        this.fenceColumn = fenceColumn;
    }

    /** A query, the grant that it needs, and a sentence that says what the grant is for. */
    private record RecoveryProbe(InDoubtQuery query, String grant, String purpose) {}

    /** Checks the grants for a table that receives blocks of rows. */
    void require(TableGuarantees table) throws ClickHouseException {
        run(table, isCountedFor(table));
        if (table.fence()) {
            requireInsertInDoubt(table);
        }
    }

    /** Runs the insert that looks for the rows of its block, without rows. */
    private void requireInsertInDoubt(TableGuarantees table) throws ClickHouseException {
        InDoubtQuery insert = queries.insertOfNothing(table);
        try {
            server.client().query(insert.sql(), insert.settings());
        } catch (ClickHouseException e) {
            if (e.kind() == FailureKind.RETRY) {
                throw e;
            }
            List<String> fence = List.of(fenceColumn);
            if (!grants.mayInsert(table.path(), fence)) {
                throw grants.missing(
                        Grants.insert(fence) + " ON " + table.path(),
                        "Each row holds the number of its block.");
            }
            throw new ClickHouseException(
                    e.code(),
                    FailureKind.FAIL,
                    "User '"
                            + server.client().username()
                            + "' cannot insert a block in doubt into "
                            + table.path()
                            + ": "
                            + e.getMessage()
                            + ". Allow INSERT ... SELECT ... FROM input() with a subquery, which a"
                            + " proxy or a profile may refuse.",
                    e);
        }
    }

    /** Checks the grants for a table that receives blocks of messages. */
    void requireForMessages(TableGuarantees table) throws ClickHouseException {
        boolean undecided = table.window().exists() && table.isPartitioned();
        run(table, undecided || isCountedFor(table));
    }

    /**
     * Where a replica must show which parts stay, where nothing but the token tells whether a block
     * is there, and where a view that a crash left short takes the block again.
     */
    private static boolean isCountedFor(TableGuarantees table) {
        return table.fence() && table.isReplicated()
                || table.window().exists()
                        && (table.hasViews() || !table.fence() && !table.isIdempotent());
    }

    private List<RecoveryProbe> probes(TableGuarantees table, boolean counted) {
        List<RecoveryProbe> all = new ArrayList<>();
        boolean replicated = table.isReplicated() && (table.fence() || counted);
        if (replicated) {
            all.add(
                    new RecoveryProbe(
                            replicas.aboutReplica(table),
                            "SELECT ON system.replicas",
                            "Without it the connector cannot tell whether a replica has a block"
                                    + " in doubt."));
        }
        if (counted || replicated) {
            all.add(
                    new RecoveryProbe(
                            queries.aboutInserts(table.target(), 0),
                            "SELECT ON system.parts",
                            "Without it the connector cannot tell whether the server still"
                                    + " remembers the token of a block in doubt. A table with"
                                    + " a fence column and without views does not need the"
                                    + " grant, unless it is replicated."));
        }
        if (table.fence()) {
            all.add(
                    new RecoveryProbe(
                            queries.probe(table),
                            "SELECT("
                                    + Identifiers.quote(fenceColumn)
                                    + (table.isPartitioned() ? ", `_partition_id`" : "")
                                    + (table.isReplicated() ? ", `_part`" : "")
                                    + ") ON "
                                    + table.path(),
                            "The user may not read the fence column, so a block in doubt could not be"
                                    + " looked up."));
        }
        return all;
    }

    /**
     * Runs all probes in one request, with the search for row policies; if the server refuses it,
     * runs them one by one to find the missing grant.
     */
    private void run(TableGuarantees table, boolean counted) throws ClickHouseException {
        List<RecoveryProbe> all = probes(table, counted);
        if (all.isEmpty()) {
            return;
        }
        Map<String, String> settings = new HashMap<>();
        all.forEach(probe -> settings.putAll(probe.query().settings()));
        List<List<String>> lines;
        try {
            lines = server.query(together(table, all), settings);
        } catch (ClickHouseException e) {
            if (e.kind() == FailureKind.RETRY) {
                throw e;
            }
            runEach(table, all);
            return;
        }
        queries.requireNoPolicy(
                table,
                lines.stream().filter(line -> line.get(0).equals(PLAN)).map(line -> line.get(1)));
    }

    private String together(TableGuarantees table, List<RecoveryProbe> all) {
        Stream<String> probes =
                all.stream()
                        .map(probe -> "'probe', toString(tuple(*)) FROM (" + probe.query().sql());
        Stream<String> plan =
                table.fence()
                        ? Stream.of("'" + PLAN + "', * FROM (" + queries.planOfReading(table))
                        : Stream.of();
        return Stream.concat(probes, plan)
                .collect(Collectors.joining(") UNION ALL SELECT ", "SELECT ", ")"));
    }

    private void runEach(TableGuarantees table, List<RecoveryProbe> all)
            throws ClickHouseException {
        for (RecoveryProbe probe : all) {
            InDoubtQuery query = probe.query();
            grants.require(
                    () -> server.client().query(query.sql(), query.settings()),
                    probe.grant(),
                    probe.purpose());
        }
        queries.requireAllRows(table);
    }
}
