// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table without fence column whose server remembers few inserts, while others insert too. Each
 * row names its insert, so that rows sent twice on purpose can be told from others.
 */
class WindowOnly extends RowShape {

    private static final int REMEMBERED = 100;

    private final List<Period> resent = new ArrayList<>();
    private ClickHouseServer clickHouse;
    private ForeignWriter others;

    private record Period(long fromMillis, long untilMillis) {}

    @Override
    void createTables(ClickHouseServer server) {
        clickHouse = server;
        server.execute(
                "CREATE TABLE "
                        + TARGET
                        + " (id UInt64, payload String, block String MATERIALIZED initialQueryID())"
                        + THREE_PARTITIONS
                        + " SETTINGS non_replicated_deduplication_window = "
                        + REMEMBERED);
    }

    @Override
    void begin(ClickHouseServer server) {
        others = new ForeignWriter(server, TARGET).start();
    }

    @Override
    void end() {
        others.close();
    }

    @Override
    void calm(boolean calm) {
        others.calm(calm);
    }

    @Override
    Optional<String> disclaimsStop(long sealedAtMillis) {
        return others.entriesSince(sealedAtMillis) < REMEMBERED
                ? Optional.empty()
                : Disclaimer.in(
                        "user-guide/exactly-once.md",
                        "while the server remembers the token of an insert");
    }

    @Override
    void resent(long fromMillis, long untilMillis) {
        resent.add(new Period(fromMillis, untilMillis));
    }

    /** Rows that are there twice because the operator chose {@code resend} count apart. */
    @Override
    List<Comparison> compare(long messages) {
        Comparison all = counts().compare(TARGET, messages);
        long allowed =
                clickHouse
                        .query(
                                "SELECT block, sum(n - 1) FROM (SELECT block, count() AS n FROM %s"
                                                .formatted(TARGET)
                                        + " WHERE id < "
                                        + IdCounts.FOREIGN
                                        + " GROUP BY id, block HAVING n > 1) GROUP BY block")
                        .stream()
                        .filter(row -> isResent(row.get(0)))
                        .mapToLong(row -> Long.parseLong(row.get(1)))
                        .sum();
        return List.of(all.without(allowed));
    }

    private boolean isResent(String block) {
        long sealedAt = SealingTime.of(block) - clockAheadMillis();
        return resent.stream()
                .anyMatch(p -> p.fromMillis() <= sealedAt && sealedAt <= p.untilMillis());
    }
}
