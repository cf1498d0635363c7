// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The grants of the user that a client logs in as. */
@Internal
public final class Grants {

    /** Stands for all columns of a table. */
    private static final String ALL = "*";

    private final ClickHouseClient client;
    private final Map<TablePath, Set<String>> writable = new HashMap<>();

    public Grants(ClickHouseClient client) {
        this.client = client;
    }

    /**
     * Returns whether the user has the grant. Servers before 24.9 do not support the query: then it
     * returns true, and the statement that needs the grant fails.
     *
     * @param grant such as {@code INSERT ON db.table}, or several of them
     */
    public boolean has(String grant) throws ClickHouseException {
        try {
            return client.value("CHECK GRANT " + grant).equals("1");
        } catch (ClickHouseException e) {
            if (e.code() == ServerError.SYNTAX_ERROR.code()) {
                return true;
            }
            throw e;
        }
    }

    /**
     * Returns whether the user may insert into the columns of the table. Columns that are known to
     * be writable cause no further request.
     *
     * @param columns none for the whole table
     */
    public boolean mayInsert(TablePath table, List<String> columns) throws ClickHouseException {
        return mayInsert(Map.of(table, columns));
    }

    /** Returns whether the user may insert into the columns of all the tables. */
    public boolean mayInsert(Map<TablePath, List<String>> columns) throws ClickHouseException {
        List<String> unknown =
                columns.entrySet().stream()
                        .filter(one -> !isKnown(one.getKey(), one.getValue()))
                        .map(one -> insert(one.getValue()) + " ON " + one.getKey())
                        .toList();
        if (!unknown.isEmpty() && !has(String.join(", ", unknown))) {
            return false;
        }
        columns.forEach(
                (table, names) ->
                        writable.computeIfAbsent(table, path -> new HashSet<>())
                                .addAll(names.isEmpty() ? List.of(ALL) : names));
        return true;
    }

    private boolean isKnown(TablePath table, List<String> columns) {
        Set<String> known = writable.getOrDefault(table, Set.of());
        return known.contains(ALL) || !columns.isEmpty() && known.containsAll(columns);
    }

    /** Returns the privilege, such as {@code INSERT(`a`, `b`)}. */
    public static String insert(Collection<String> columns) {
        return columns.isEmpty()
                ? "INSERT"
                : columns.stream()
                        .map(Identifiers::quote)
                        .collect(Collectors.joining(", ", "INSERT(", ")"));
    }

    /** Returns the GRANT statement for the user. */
    public String statement(String grant) {
        return "GRANT " + grant + " TO " + Identifiers.quote(client.username());
    }

    /** A query that is run only to find out whether the user may run it. */
    @FunctionalInterface
    public interface Probe {
        void run() throws ClickHouseException;
    }

    /**
     * Runs the probe.
     *
     * @param grant the grant that the probe needs
     * @param purpose a sentence that says what the grant is for
     * @throws ClickHouseException if the user may not run it, with the GRANT statement
     */
    public void require(Probe probe, String grant, String purpose) throws ClickHouseException {
        try {
            probe.run();
        } catch (ClickHouseException e) {
            throw e.code() == ServerError.ACCESS_DENIED.code()
                    ? missing(grant, purpose + " " + e.getMessage())
                    : e;
        }
    }

    /** Returns the error of a missing grant. */
    public ClickHouseException missing(String grant, String purpose) {
        return ClickHouseException.fixedBy(
                List.of(statement(grant)),
                ServerError.ACCESS_DENIED.code(),
                FailureKind.FAIL,
                "User '"
                        + client.username()
                        + "' lacks a grant. Run: "
                        + statement(grant)
                        + ". "
                        + purpose);
    }
}
