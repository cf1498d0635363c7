// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.Advice;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck.GrantedGuarantee;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees.FedTable;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuaranteesReader;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.Grants;
import io.flinkhouse.clickhouse.schema.TableReader;

import org.apache.flink.types.Row;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Explains which delivery a table supports, by the checks that the start of a writer runs. Each row
 * has a property, its value, the reason, and a statement that raises the guarantee.
 */
final class DeliveryExplanation {

    private static final String AVAILABLE = "available";
    private static final String REFUSED = "refused";
    private static final String AS_ABOVE = "as above";

    private final TableReader server;
    private final ConnectionConfig connection;
    private final ExactlyOnceConfig config;
    private final int subtasks;
    private final List<Row> rows = new ArrayList<>();

    /**
     * @param connection of the reader's client
     * @param subtasks how many writers a job would have, for warnings about the window
     */
    DeliveryExplanation(
            TableReader server,
            ConnectionConfig connection,
            ExactlyOnceConfig config,
            int subtasks) {
        this.server = server;
        this.connection = connection;
        this.config = config;
        this.subtasks = subtasks;
    }

    Row[] rows() throws ClickHouseException {
        server.read().table(); // fails if the table does not exist
        direct("none", "rows may be lost and may come twice after a failure");
        direct("at-least-once", "no row is lost; rows may come twice after a failure");
        exactlyOnce("exactly-once", () -> GuaranteeCheck.check(server, connection, config));
        exactlyOnce(
                "exactly-once, pass-through",
                () -> GuaranteeCheck.checkMessages(server, connection, config));
        facts();
        return rows.toArray(Row[]::new);
    }

    private void direct(String semantic, String meaning) throws ClickHouseException {
        explain(
                semantic,
                () -> {
                    requireInsert();
                    server.settings(InsertProfile.STREAMING);
                    add(semantic, AVAILABLE, meaning, null);
                });
    }

    private void requireInsert() throws ClickHouseException {
        List<String> columns =
                server.read().table().columns().stream()
                        .filter(column -> !column.computed())
                        .map(ColumnDescription::name)
                        .toList();
        if (!server.grants().mayInsert(server.path(), columns)) {
            throw server.grants()
                    .missing(
                            Grants.insert(List.of()) + " ON " + server.path(),
                            "A job may also write a part of the columns.");
        }
    }

    /** The check of the start of a writer. */
    private interface GuaranteeAtStart {
        GrantedGuarantee check() throws ClickHouseException;
    }

    private void exactlyOnce(String semantic, GuaranteeAtStart start) throws ClickHouseException {
        explain(
                semantic,
                () -> {
                    requireInsert();
                    GrantedGuarantee granted = start.check();
                    add(semantic, AVAILABLE, granted.explanation(), null);
                    for (Advice advice : granted.advice()) {
                        addEach(semantic, "stronger", advice.text(), advice.statements());
                    }
                    granted.warnings(subtasks)
                            .forEach(text -> add(semantic, "warning", text, null));
                });
    }

    /** A check whose failure is an explanation. */
    private interface ExplainedCheck {
        void run() throws ClickHouseException;
    }

    private void explain(String semantic, ExplainedCheck check) throws ClickHouseException {
        try {
            check.run();
        } catch (ClickHouseException e) {
            if (e.kind() == FailureKind.RETRY) {
                throw e;
            }
            if (e.fixes().isEmpty()) {
                add(semantic, REFUSED, e.getMessage(), null);
            }
            addEach(semantic, REFUSED, e.getMessage(), e.fixes());
        }
    }

    private void facts() throws ClickHouseException {
        explain("table", () -> facts(TableGuaranteesReader.of(server, config.fenceColumn())));
    }

    private void facts(TableGuarantees table) {
        add(
                "engine",
                table.engine().name(),
                table.engine().isReplicated()
                        ? "replicas share rows and tokens"
                        : table.engine().combinesRows()
                                ? "merges combine rows, so it cannot keep a fence column"
                                : "keeps all rows as they are inserted",
                null);
        addFence(table);
        add(
                "deduplication window",
                table.window().exists() ? table.window().toString() : "none",
                "for so long the server drops an insert that it has already",
                null);
        for (FedTable fed : table.fedByViews()) {
            add(
                    "materialized view",
                    fed.view().toString(),
                    "fills "
                            + fed.target().path()
                            + ", window: "
                            + (fed.window().exists() ? fed.window() : "none"),
                    null);
        }
        add(
                "TTL",
                table.target().expiresRows() ? "yes" : "no",
                "with a TTL the age of a window is not known",
                null);
    }

    private void addFence(TableGuarantees table) {
        boolean there = table.target().column(config.fenceColumn()).isPresent();
        add(
                "fence column",
                there ? config.fenceColumn() : "none",
                table.fence()
                        ? "tells at any time whether a block is in the table"
                        : there ? "not used: merges combine rows" : "",
                null);
        if (table.fence()) {
            add("fence index", table.fenceIndex() ? "yes" : "no", "finds a block quickly", null);
            add(
                    "fence of messages",
                    table.fenceOfMessages() ? "yes" : "no",
                    "the server fills the column from the query id",
                    null);
        }
    }

    /** Adds a row for each statement; only the first one has the reason, which may be long. */
    private void addEach(
            String property, String value, String reason, Collection<String> statements) {
        String next = reason;
        for (String statement : statements) {
            add(property, value, next, statement);
            next = AS_ABOVE;
        }
    }

    private void add(String property, String value, String reason, String statement) {
        rows.add(Row.of(property, value, reason, statement));
    }
}
