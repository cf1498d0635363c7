// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.Grants;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.FenceColumn;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The dead-letter table: its path, its columns and its DDL.
 *
 * @param fenceColumn the hidden column that ties a row to its block
 */
@Internal
public record DeadLetterTable(TablePath path, String fenceColumn) implements Serializable {

    /** A column: its name, its type in the DDL, and the Flink type of its values. */
    private record DeadLetterColumn(String name, String created, LogicalType written) {}

    /** The columns in the order of {@link DeadLetterBatch#add}. */
    private static final List<DeadLetterColumn> COLUMNS =
            List.of(
                    new DeadLetterColumn(
                            "time", "DateTime64(3, 'UTC')", new LocalZonedTimestampType(false, 3)),
                    new DeadLetterColumn("kind", "LowCardinality(String)", text(false)),
                    new DeadLetterColumn("topic", "LowCardinality(Nullable(String))", text(true)),
                    new DeadLetterColumn("partition", "Nullable(Int32)", new IntType(true)),
                    new DeadLetterColumn("offset", "Nullable(Int64)", new BigIntType(true)),
                    new DeadLetterColumn("key", "Nullable(String)", bytes()),
                    new DeadLetterColumn("raw_message", "Nullable(String)", bytes()),
                    new DeadLetterColumn("error", "String", text(false)));

    /** Columns that a table of the user's own may lack; filled if it has both of a pair. */
    private static final List<List<DeadLetterColumn>> PAIRS =
            List.of(
                    List.of(
                            new DeadLetterColumn(
                                    DeadLetterBatch.HEADER_KEYS,
                                    "Array(String)",
                                    new ArrayType(false, text(false))),
                            new DeadLetterColumn(
                                    "header_values",
                                    "Array(Nullable(String))",
                                    new ArrayType(false, text(true)))),
                    List.of(
                            new DeadLetterColumn(
                                    DeadLetterBatch.DATABASE,
                                    "LowCardinality(String)",
                                    text(false)),
                            new DeadLetterColumn("table", "LowCardinality(String)", text(false))));

    private static LogicalType text(boolean nullable) {
        return new VarCharType(nullable, VarCharType.MAX_LENGTH);
    }

    private static LogicalType bytes() {
        return new VarBinaryType(true, VarBinaryType.MAX_LENGTH);
    }

    /**
     * Returns the DDL of the table; its fence column makes exactly-once delivery possible after
     * outages of any length.
     */
    public String ddl() {
        return Stream.concat(COLUMNS.stream(), PAIRS.stream().flatMap(List::stream))
                        .map(field -> Identifiers.quote(field.name) + " " + field.created)
                        .collect(
                                Collectors.joining(
                                        ", ", "CREATE TABLE IF NOT EXISTS " + path + " (", ", "))
                + FenceColumn.definition(fenceColumn)
                + ", "
                + FenceColumn.index(fenceColumn)
                + ") ENGINE = MergeTree ORDER BY time SETTINGS non_replicated_deduplication_window = 10000";
    }

    /** Returns a reader of this table. */
    public TableReader reader(ClickHouseClient client) {
        return new TableReader(client, path);
    }

    /**
     * Creates the table if it does not exist.
     *
     * @param server the reader of this table
     * @return the columns that {@link DeadLetterBatch} fills
     * @throws ClickHouseException if the user may not create it, with the DDL, or if it lacks
     *     columns
     */
    public List<ColumnSpec> prepare(TableReader server) throws ClickHouseException {
        if (server.read().found().isEmpty()) {
            create(server.client());
            server.readAgain();
        }
        return fitting(server);
    }

    /**
     * Returns the reason why {@link #prepare} would fail; empty if it would not. Changes nothing.
     *
     * @throws ClickHouseException if a request fails
     */
    public Optional<String> obstacle(TableReader server) throws ClickHouseException {
        if (server.read().found().isEmpty()) {
            if (!hasDatabase(server.client())) {
                return Optional.of(noDatabase());
            }
            return server.grants().has("CREATE TABLE ON " + path)
                    ? Optional.empty()
                    : Optional.of(notCreated());
        }
        try {
            fitting(server);
            return Optional.empty();
        } catch (ClickHouseException e) {
            return Optional.of(e.getMessage());
        }
    }

    private void create(ClickHouseClient client) throws ClickHouseException {
        try {
            client.execute(ddl());
        } catch (ClickHouseException e) {
            if (e.kind() == FailureKind.RETRY) {
                throw e;
            }
            String reason =
                    e.code() == ServerError.UNKNOWN_DATABASE.code() ? noDatabase() : notCreated();
            throw new ClickHouseException(
                    e.code(), FailureKind.FAIL, reason + " " + e.getMessage(), e);
        }
    }

    private boolean hasDatabase(ClickHouseClient client) throws ClickHouseException {
        return client.value(
                        "SELECT count() FROM system.databases WHERE name = "
                                + Literals.quote(path.database()))
                .equals("1");
    }

    private String noDatabase() {
        return "There is no database "
                + Identifiers.quote(path.database())
                + " for the dead-letter table "
                + path
                + ", or the user has no grant in it. CREATE DATABASE it, or, if the table's own name"
                + " has a dot, give 'sink.dead-letter.table' with the database before it, such as"
                + " 'default."
                + path.database()
                + "."
                + path.table()
                + "'.";
    }

    private String notCreated() {
        return "The dead-letter table "
                + path
                + " does not exist or is not visible to the user, who may not create it. GRANT"
                + " INSERT on it and, once, run: "
                + ddl();
    }

    private List<ColumnSpec> fitting(TableReader server) throws ClickHouseException {
        TableDescription target = server.read().table();
        List<DeadLetterColumn> fields = fields(target);
        requireInsert(server.grants(), target);
        List<ColumnSpec> specs = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (DeadLetterColumn field : fields) {
            Optional<ColumnDescription> column = target.column(field.name);
            if (column.isEmpty()) {
                problems.add("there is no column '" + field.name + "' " + field.created);
                continue;
            }
            ClickHouseType parsed = TypeParser.parse(column.get().type());
            TypeMapping.refusal(field.written, parsed)
                    .ifPresent(reason -> problems.add("column '" + field.name + "': " + reason));
            specs.add(new ColumnSpec(field.name, parsed, field.written));
        }
        if (problems.isEmpty()) {
            return specs;
        }
        throw new ClickHouseException(
                ClickHouseException.NO_CODE,
                FailureKind.FAIL,
                path
                        + " cannot take dead letters: "
                        + String.join("; ", problems)
                        + ". Set 'sink.dead-letter.table' to another table, or change this one"
                        + " to match: "
                        + ddl());
    }

    private static List<DeadLetterColumn> fields(TableDescription target) {
        List<DeadLetterColumn> fields = new ArrayList<>(COLUMNS);
        for (List<DeadLetterColumn> pair : PAIRS) {
            if (pair.stream().allMatch(field -> target.column(field.name).isPresent())) {
                fields.addAll(pair);
            }
        }
        return fields;
    }

    /** Returns the names of the columns that dead letters fill. */
    public static List<String> filled(TableDescription target) {
        return fields(target).stream().map(DeadLetterColumn::name).toList();
    }

    /**
     * Requires the grant to insert; columns for which the user has no grant are also invisible to
     * the user.
     */
    private void requireInsert(Grants grants, TableDescription target) throws ClickHouseException {
        if (!grants.mayInsert(path, filled(target))) {
            throw grants.missing("INSERT ON " + path, "Dead letters go there.");
        }
    }
}
