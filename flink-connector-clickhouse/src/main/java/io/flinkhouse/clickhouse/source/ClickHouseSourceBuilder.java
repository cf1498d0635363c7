// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.ConnectionSettings;
import io.flinkhouse.clickhouse.config.Arguments;
import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.FollowConfig;
import io.flinkhouse.clickhouse.config.PartitionColumn;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.config.StartupMode;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.mapping.BoundRecords;
import io.flinkhouse.clickhouse.mapping.RecordMapping;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.PublicEvolving;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static io.flinkhouse.clickhouse.config.Arguments.given;
import static io.flinkhouse.clickhouse.config.Arguments.text;
import static io.flinkhouse.clickhouse.config.Arguments.valid;

/**
 * Settings of a {@link ClickHouseSource}. Required are {@link #url}, {@link #records}, and one of
 * {@link #table} and {@link #query}.
 *
 * <p>Each method refuses null and invalid values with an {@link IllegalArgumentException} that
 * names the method; {@link #build} refuses settings that exclude each other. A method that is
 * called twice keeps the last value.
 */
@PublicEvolving
public final class ClickHouseSourceBuilder<T> {

    private final ConnectionSettings connection = new ConnectionSettings();
    private TablePath table;
    private String query;
    private RecordMapping<T> records;
    private List<String> columns;
    private String filter = "1";
    private boolean asMerged = true;
    private RetryConfig retry = RetryConfig.DEFAULT;
    private ReadConfig read = ReadConfig.DEFAULT;
    private FollowConfig follow = FollowConfig.DEFAULT;

    ClickHouseSourceBuilder() {}

    /**
     * Sets the address of the server: {@code http(s)://host[:port][,host2[:port2]]}, tried in this
     * order; all hosts must serve the same data. The port is 8123, or 8443 for https, by default.
     */
    public ClickHouseSourceBuilder<T> url(String url) {
        connection.url(text("url", "address", url));
        return this;
    }

    /** Sets the user of the server. Default: {@code default}. */
    public ClickHouseSourceBuilder<T> username(String username) {
        connection.username(text("username", "name", username));
        return this;
    }

    /** Sets the password of the user. Default: none. It never shows in a log or a plan. */
    public ClickHouseSourceBuilder<T> password(String password) {
        connection.password(new Secret(given("password", "password", password)));
        return this;
    }

    /**
     * Adds a server setting that is sent with every statement, such as {@code max_threads}. {@link
     * #build} refuses settings on which the rows depend. Default: none.
     */
    public ClickHouseSourceBuilder<T> setting(String name, String value) {
        connection.setting(text("setting", "name", name), given("setting", "value", value));
        return this;
    }

    /**
     * Adds an option of the HTTP client, named as in SQL without the prefix {@code client.}:
     * time-outs, proxy, TLS, access token. {@link #build} refuses unknown options. Default: none.
     */
    public ClickHouseSourceBuilder<T> clientOption(String name, String value) {
        connection.clientOption(
                text("clientOption", "name", name), given("clientOption", "value", value));
        return this;
    }

    /** Sets the table that is read. */
    public ClickHouseSourceBuilder<T> table(String database, String table) {
        this.table =
                new TablePath(
                        text("table", "database", database), text("table", "table name", table));
        return this;
    }

    /** Sets a SELECT whose result is read, in one split unless {@link #splitBy} divides it. */
    public ClickHouseSourceBuilder<T> query(String select) {
        this.query = text("query", "statement", select);
        return this;
    }

    /** Sets the mapping of rows to records. */
    public ClickHouseSourceBuilder<T> records(RecordMapping<T> records) {
        this.records = given("records", "mapping", records);
        return this;
    }

    /**
     * Sets the columns that are read, in this order. Default: those that {@code SELECT *} returns
     * and that have a Flink type; for a mapping to objects, all columns that can be read.
     */
    public ClickHouseSourceBuilder<T> columns(String... names) {
        List<String> list = Arrays.asList(given("columns", "names", names));
        if (list.isEmpty()) {
            throw new IllegalArgumentException(
                    "columns(…): there is no name; give some, or leave the call out to read all"
                            + " columns.");
        }
        list.forEach(name -> text("columns", "name", name));
        this.columns = List.copyOf(list);
        return this;
    }

    /** Sets a condition in ClickHouse's SQL that rows must meet. Default: none. */
    public ClickHouseSourceBuilder<T> filter(String condition) {
        this.filter = text("filter", "condition", condition);
        return this;
    }

    /**
     * Reads rows as they look after all merges (FINAL) where the engine of the table merges rows.
     * Default: true. With false, rows that a later one replaces are read too.
     */
    public ClickHouseSourceBuilder<T> asMerged(boolean asMerged) {
        this.asMerged = asMerged;
        return this;
    }

    /**
     * Reads the rows of a split in the order of the sorting key, so that a checkpoint can be
     * restored inside a split, and a query that breaks off goes on where it stopped. Default: true,
     * for tables that have a sorting key. It costs the server time: set false for jobs in batch
     * execution mode, and for jobs whose checkpoints are never restored.
     */
    public ClickHouseSourceBuilder<T> ordered(boolean ordered) {
        read = read.with(ordered ? ScanOrder.TRUE : ScanOrder.FALSE);
        return this;
    }

    /** Sets the bytes, as stored, that one split should read. Default: 128 MiB. */
    public ClickHouseSourceBuilder<T> splitSize(long bytes) {
        read = valid("splitSize", () -> read.withSplitSize(bytes));
        return this;
    }

    /**
     * Divides a query, or a table without a sorting key, into splits by ranges of a numeric column.
     * The first and the last range are open, so the bounds filter nothing. Default: one split.
     *
     * @param splits the number of ranges
     * @param lower the lowest value that is expected; the ranges have equal widths
     * @param upper the highest value that is expected
     */
    public ClickHouseSourceBuilder<T> splitBy(String column, int splits, long lower, long upper) {
        text("splitBy", "column", column);
        read = valid("splitBy", () -> read.with(new PartitionColumn(column, splits, lower, upper)));
        return this;
    }

    /**
     * Sets where reading starts: {@link StartupMode#INITIAL} and {@link StartupMode#LATEST_OFFSET}
     * read the rows that are inserted later too, and do not end. Default: {@link
     * StartupMode#SNAPSHOT}, which ends. For {@link StartupMode#SPECIFIC_OFFSETS}, call {@link
     * #startupOffsets}.
     */
    public ClickHouseSourceBuilder<T> startupMode(StartupMode mode) {
        if (given("startupMode", "mode", mode) == StartupMode.SPECIFIC_OFFSETS) {
            throw new IllegalArgumentException(
                    "startupMode(…): call startupOffsets(\"partition_id:block:offset;…\") instead to"
                            + " start at given places.");
        }
        follow = follow.with(mode, Map.of());
        return this;
    }

    /**
     * Reads the rows from given places on, and those that are inserted later: the first row of each
     * partition as {@code partition_id:block:offset}, separated by {@code ;}. These are the values
     * of {@code _partition_id}, {@code _block_number} and {@code _block_offset}; the offset can be
     * left out. Partitions that are not named are read from their first row.
     */
    public ClickHouseSourceBuilder<T> startupOffsets(String places) {
        text("startupOffsets", "places", places);
        follow =
                valid(
                        "startupOffsets",
                        () -> follow.with(StartupMode.SPECIFIC_OFFSETS, BlockOffset.parse(places)));
        return this;
    }

    /**
     * Sets the time between two questions for inserted rows. Default: 1 s.
     *
     * @param maxInsertTime the longest time from the begin of the commit of an insert into a
     *     replicated table to its end, one minute by default: rows behind an insert that may still
     *     arrive wait for it as long as this
     */
    public ClickHouseSourceBuilder<T> polling(Duration interval, Duration maxInsertTime) {
        given("polling", "interval", interval);
        given("polling", "longest insert", maxInsertTime);
        follow = valid("polling", () -> follow.withTimes(interval, maxInsertTime));
        return this;
    }

    /** Sets the maximum rows in a block of a response. Default: 16 384. */
    public ClickHouseSourceBuilder<T> fetchSize(int rows) {
        read = valid("fetchSize", () -> read.withFetchSize(rows));
        return this;
    }

    /**
     * Sets the bytes of a response that each reader keeps in memory, and then in a temporary file,
     * while the job does not take its rows. Default: 32 MiB and 4 GiB.
     */
    public ClickHouseSourceBuilder<T> buffer(long memoryBytes, long diskBytes) {
        read = valid("buffer", () -> read.withBuffer(memoryBytes, diskBytes));
        return this;
    }

    /**
     * Sets the time for which a query is retried before the job fails, and the shortest and longest
     * wait between attempts. Default: 5 min, 100 ms, 10 s. A timeout of zero means no second try.
     */
    public ClickHouseSourceBuilder<T> retry(
            Duration timeout, Duration minBackoff, Duration maxBackoff) {
        given("retry", "timeout", timeout);
        given("retry", "shortest wait", minBackoff);
        given("retry", "longest wait", maxBackoff);
        retry = valid("retry", () -> new RetryConfig(timeout, minBackoff, maxBackoff));
        return this;
    }

    /**
     * Builds the source; reads the columns of the table or query from the server.
     *
     * @throws IllegalStateException if a required setting is missing, settings exclude each other,
     *     or the columns cannot be read
     * @throws IllegalArgumentException if the records do not fit the columns, a client option is
     *     unknown, or a server setting belongs to the connector
     */
    public ClickHouseSource<T> build() {
        refuseGaps();
        Arguments.exclude(table != null && query != null, "table", "query");
        Arguments.exclude(query != null && follow.endless(), "query", "startupMode");
        ConnectionConfig server =
                table == null ? connection.config() : connection.config(table.database());
        String from = table == null ? "(" + query + ")" : table.toString();
        ScanSchema schema = schema(server, from);
        if (follow.endless() && schema.noFollowing().isPresent()) {
            throw new IllegalStateException("build(): " + schema.noFollowing().get());
        }
        BoundRecords<T> bound = valid("records", () -> records.bind(readable(schema)));
        TableScan scan =
                new TableScan(
                        from,
                        asMerged && schema.merges(),
                        valid("records", () -> schema.scan(bound.columns())),
                        filter,
                        List.of(),
                        -1);
        return new ClickHouseSource<>(
                new ScanRequest(server, retry, read, table, scan).with(follow),
                bound.records(),
                bound.type());
    }

    private List<ColumnSpec> readable(ScanSchema schema) {
        if (columns != null) {
            return valid("columns", () -> schema.named(columns));
        }
        return records.choosesColumns() ? schema.all() : schema.usual();
    }

    private ScanSchema schema(ConnectionConfig server, String from) {
        try (ClickHouseClient client = new ClickHouseClient(server, 1)) {
            return table == null ? ScanSchema.of(client, from) : ScanSchema.of(client, table);
        } catch (ClickHouseException e) {
            throw new IllegalStateException(
                    "build(): cannot read the columns of "
                            + (table == null ? "the query" : "table " + table)
                            + ". "
                            + e.getMessage(),
                    e);
        }
    }

    private void refuseGaps() {
        Arguments.complete(connection.isComplete(), "url(\"http://host:8123\")");
        Arguments.complete(
                table != null || query != null,
                "table(\"database\", \"table\") or query(\"SELECT …\")");
        Arguments.complete(records != null, "records(RecordMapping.of(YourRecord.class))");
    }
}
