// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.client.ConnectionSettings;
import io.flinkhouse.clickhouse.config.Arguments;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.config.WriteConfig;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.passthrough.MessageBlockBuilder;
import io.flinkhouse.clickhouse.passthrough.MessageFormat;
import io.flinkhouse.clickhouse.schema.ColumnSelection;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.function.SerializableFunction;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import static io.flinkhouse.clickhouse.config.Arguments.given;
import static io.flinkhouse.clickhouse.config.Arguments.text;
import static io.flinkhouse.clickhouse.config.Arguments.valid;

/**
 * Settings of a {@link ClickHouseSink}. Required are {@link #url}, {@link #table}, and one of
 * {@link #rows} and {@link #messages}.
 *
 * <p>Each method refuses null and invalid values with an {@link IllegalArgumentException} that
 * names the method; {@link #build} refuses settings that exclude each other. A method that is
 * called twice keeps the last value. Unless a method says otherwise, its value may change between a
 * savepoint and the restore.
 */
@PublicEvolving
public final class ClickHouseSinkBuilder<T> {

    private final ConnectionSettings connection = new ConnectionSettings();
    private TablePath table;
    private WriteConfig write = WriteConfig.DEFAULT;
    private ExactlyOnceConfig exactlyOnce = ExactlyOnceConfig.NONE;
    private ChangelogOptions changelog;
    private ColumnSelection columns;
    private RowMapping<T> rows;
    private RowMapping<T> messages;
    private MessageFormat format;
    private boolean skipped;
    private TablePath deadLetters;

    ClickHouseSinkBuilder() {}

    /**
     * Sets the address of the server: {@code http(s)://host[:port][,host2[:port2]]}, tried in this
     * order; all hosts must serve the same data. The port is 8123, or 8443 for https, by default.
     * Blocks that a savepoint holds are sent to the new address.
     */
    public ClickHouseSinkBuilder<T> url(String url) {
        connection.url(text("url", "address", url));
        return this;
    }

    /** Sets the user of the server. Default: {@code default}. */
    public ClickHouseSinkBuilder<T> username(String username) {
        connection.username(text("username", "name", username));
        return this;
    }

    /** Sets the password of the user. Default: none. It never shows in a log or a plan. */
    public ClickHouseSinkBuilder<T> password(String password) {
        connection.password(new Secret(given("password", "password", password)));
        return this;
    }

    /**
     * Adds a server setting that is sent with every statement, such as {@code insert_quorum}.
     * {@link #build} refuses settings on which delivery depends. Default: none.
     */
    public ClickHouseSinkBuilder<T> setting(String name, String value) {
        connection.setting(text("setting", "name", name), given("setting", "value", value));
        return this;
    }

    /**
     * Adds an option of the HTTP client, named as in SQL without the prefix {@code client.}:
     * time-outs, proxy, TLS, access token. {@link #build} refuses unknown options. Default: none.
     */
    public ClickHouseSinkBuilder<T> clientOption(String name, String value) {
        connection.clientOption(
                text("clientOption", "name", name), given("clientOption", "value", value));
        return this;
    }

    /**
     * Sets the table that rows are written to; it must exist when the job starts. After a change,
     * blocks that a savepoint holds still go to the table that they were sealed for.
     */
    public ClickHouseSinkBuilder<T> table(String database, String table) {
        this.table =
                new TablePath(
                        text("table", "database", database), text("table", "table name", table));
        return this;
    }

    /** Sets the mapping of records to rows. Blocks in a savepoint stay as they were sealed. */
    public ClickHouseSinkBuilder<T> rows(RowMapping<T> rows) {
        this.rows = given("rows", "mapping", rows);
        return this;
    }

    /**
     * Sets the columns that may be written; rows whose fields have no names fill them in this
     * order. Their types are read from the server when the job starts. Default: all columns that an
     * INSERT may name, in the order of the table.
     */
    public ClickHouseSinkBuilder<T> columns(String... names) {
        List<String> list = Arrays.asList(given("columns", "names", names));
        if (list.isEmpty()) {
            throw new IllegalArgumentException(
                    "columns(…): there is no name; give some, or leave the call out to write all"
                            + " columns.");
        }
        list.forEach(name -> text("columns", "name", name));
        this.columns = ColumnSelection.named(list);
        return this;
    }

    /**
     * Sets the columns with the Flink types of the fields, for rows in Flink's internal form whose
     * types differ from those that the connector would choose.
     */
    public ClickHouseSinkBuilder<T> columns(RowType schema) {
        this.columns = ColumnSelection.ofSchema(given("columns", "schema", schema));
        return this;
    }

    /**
     * Sets the delivery guarantee; see {@link ClickHouseSink}. Default: {@code AT_LEAST_ONCE}. A
     * savepoint can be restored with another guarantee; when it was taken with {@code
     * EXACTLY_ONCE}, keep {@link #spoolPath}, so that its blocks can be committed.
     */
    public ClickHouseSinkBuilder<T> deliveryGuarantee(DeliveryGuarantee guarantee) {
        write = write.with(given("deliveryGuarantee", "guarantee", guarantee));
        return this;
    }

    /** Sets the maximum rows per batch, 1 to 1 000 000. Default: 500 000. */
    public ClickHouseSinkBuilder<T> maxRows(int maxRows) {
        write = valid("maxRows", () -> write.with(write.batch().withMaxRows(maxRows)));
        return this;
    }

    /** Sets the maximum uncompressed bytes per batch, up to 256 MiB. Default: 32 MiB. */
    public ClickHouseSinkBuilder<T> maxBytes(long maxBytes) {
        write = valid("maxBytes", () -> write.with(write.batch().withMaxBytes(maxBytes)));
        return this;
    }

    /**
     * Sets the maximum time that a row waits for its batch to fill, at least 1 ms. Default: 5 s.
     * With {@code EXACTLY_ONCE} it has no effect: rows are sent when their checkpoint is complete.
     */
    public ClickHouseSinkBuilder<T> flushInterval(Duration interval) {
        given("flushInterval", "interval", interval);
        write = valid("flushInterval", () -> write.with(write.batch().withInterval(interval)));
        return this;
    }

    /** Sets the maximum inserts in flight per subtask, 1 to 64. Default: 2. */
    public ClickHouseSinkBuilder<T> inFlight(int inserts) {
        write = valid("inFlight", () -> write.withInFlight(inserts));
        return this;
    }

    /**
     * Sets the time for which an insert is retried before the job fails, and the shortest and
     * longest wait between attempts. Default: 5 min, 100 ms, 10 s. A timeout of zero means no
     * second try.
     */
    public ClickHouseSinkBuilder<T> retry(
            Duration timeout, Duration minBackoff, Duration maxBackoff) {
        given("retry", "timeout", timeout);
        given("retry", "shortest wait", minBackoff);
        given("retry", "longest wait", maxBackoff);
        RetryConfig retry = valid("retry", () -> new RetryConfig(timeout, minBackoff, maxBackoff));
        write = write.with(retry);
        return this;
    }

    /**
     * Sets the spool directory for sealed blocks that wait for their checkpoint: in any Flink file
     * system, shared by all TaskManagers, such as one beside the checkpoints. Required for {@code
     * EXACTLY_ONCE}. After a change, the old directory must stay until the first checkpoint is
     * complete, and its list of committed blocks is no longer used.
     */
    public ClickHouseSinkBuilder<T> spoolPath(String path) {
        exactlyOnce = exactlyOnce.withSpoolPath(text("spoolPath", "directory", path));
        return this;
    }

    /**
     * Sets the name of the fence column, which holds the number of each row's block; {@code
     * EXACTLY_ONCE} uses it if the table has it. Default: {@code _flink_block}. Keep it while a
     * savepoint holds blocks: after a failure the sink looks for them by this column.
     */
    public ClickHouseSinkBuilder<T> fenceColumn(String name) {
        exactlyOnce = exactlyOnce.withFenceColumn(text("fenceColumn", "name", name));
        return this;
    }

    /**
     * Sets the retention of the list of committed blocks and of files that failed checkpoints left
     * behind. Default: 7 days. Older savepoints are exact only with the fence column.
     */
    public ClickHouseSinkBuilder<T> spoolRetention(Duration retention) {
        given("spoolRetention", "duration", retention);
        exactlyOnce = valid("spoolRetention", () -> exactlyOnce.withRetention(retention));
        return this;
    }

    /**
     * Sets the policy of {@code EXACTLY_ONCE} for a block if nothing can tell whether it is in the
     * table. Default: {@link InDoubtPolicy#FAIL}. Change it for one start to get a restored job
     * past such a block.
     */
    public ClickHouseSinkBuilder<T> inDoubt(InDoubtPolicy inDoubt) {
        exactlyOnce = exactlyOnce.with(given("inDoubt", "choice", inDoubt));
        return this;
    }

    /**
     * Rejects a streaming job with {@code EXACTLY_ONCE} that has no checkpoint interval. Default:
     * true. With false such a job runs, with a warning: its rows are sent when a checkpoint that is
     * triggered from outside is complete, or when the job is stopped with a savepoint.
     */
    public ClickHouseSinkBuilder<T> requireCheckpointing(boolean required) {
        exactlyOnce = exactlyOnce.withRequireCheckpointing(required);
        return this;
    }

    /**
     * Takes upserts and deletes. Default: inserts only, and any other row fails the job. All
     * changes of a key must reach the sink in one subtask, in their order: key the stream by the
     * key. The engine's own columns (version, is_deleted, sign) are filled by the sink: leave them
     * out of the mapping, or name the others with {@link #columns(String...)}.
     */
    public ClickHouseSinkBuilder<T> changelog(ChangelogOptions changelog) {
        this.changelog = given("changelog", "options", changelog);
        return this;
    }

    /**
     * Counts and drops rows that a column cannot hold or that the server refuses. Default: they
     * fail the job.
     */
    public ClickHouseSinkBuilder<T> skipRejectedRows() {
        this.skipped = true;
        return this;
    }

    /**
     * Writes rows that a column cannot hold or that the server refuses to a dead-letter table, with
     * the delivery guarantee of the sink. The sink creates the table if it does not exist and the
     * user may create it. Default: they fail the job.
     */
    public ClickHouseSinkBuilder<T> deadLetterTable(String database, String table) {
        this.deadLetters =
                new TablePath(
                        text("deadLetterTable", "database", database),
                        text("deadLetterTable", "table name", table));
        return this;
    }

    /**
     * Sends messages unchanged to be parsed by the server, instead of {@link #rows}; the table's
     * columns are not read. A message that would affect other messages of its INSERT is a rejected
     * row.
     *
     * @param inputFormat a ClickHouse format such as {@code JSONEachRow}
     * @param message returns the bytes of a record's message; null is a rejected row
     * @throws IllegalArgumentException if messages of that format cannot be joined in one INSERT
     */
    public ClickHouseSinkBuilder<T> messages(
            String inputFormat, SerializableFunction<T, byte[]> message) {
        text("messages", "format", inputFormat);
        given("messages", "function", message);
        this.format = valid("messages", () -> MessageFormat.of(inputFormat));
        this.messages =
                RowMapping.rowData(record -> GenericRowData.of((Object) message.apply(record)));
        return this;
    }

    /**
     * Builds the sink.
     *
     * @throws IllegalStateException if a required setting is missing, or settings exclude each
     *     other
     * @throws IllegalArgumentException if a client option is unknown, or a server setting belongs
     *     to the connector
     */
    public ClickHouseSink<T> build() {
        refuseGaps();
        refuseContradictions();
        InternalSinkBuilder<T> sink =
                new InternalSinkBuilder<T>(connection.config(table.database()), table)
                        .write(write)
                        .exactlyOnce(exactlyOnce);
        if (format != null) {
            sink.messages(format, MessageBlockBuilder.Form.BYTES, messages);
        } else {
            sink.rows(columns == null ? ColumnSelection.all() : columns, rows);
        }
        if (changelog != null) {
            sink.changelog(changelog.config());
        }
        if (skipped) {
            sink.skipRejectedRows();
        } else if (deadLetters != null) {
            sink.deadLetterTable(deadLetters);
        }
        return valid(changelog == null ? "deliveryGuarantee" : "changelog", sink::build);
    }

    private void refuseGaps() {
        Arguments.complete(connection.isComplete(), "url(\"http://host:8123\")");
        Arguments.complete(table != null, "table(\"database\", \"table\")");
        Arguments.complete(
                rows != null || messages != null, "rows(RowMapping.of(YourRecord.class))");
        Arguments.complete(
                write.guarantee() != DeliveryGuarantee.EXACTLY_ONCE
                        || !exactlyOnce.spoolPath().isBlank(),
                "spoolPath(\"s3://bucket/directory\") with a directory that all TaskManagers share,"
                        + " which EXACTLY_ONCE needs for sealed blocks");
    }

    private void refuseContradictions() {
        boolean asMessages = messages != null;
        Arguments.exclude(asMessages && rows != null, "rows", "messages");
        Arguments.exclude(asMessages && columns != null, "columns", "messages");
        Arguments.exclude(asMessages && changelog != null, "changelog", "messages");
        Arguments.exclude(skipped && deadLetters != null, "skipRejectedRows", "deadLetterTable");
        if (changelog != null && !rows.carriesKind()) {
            throw new IllegalStateException(
                    "changelog(…) needs rows that say whether they insert, update or delete, and this"
                            + " RowMapping makes every record an INSERT. Add the kind to it:"
                            + " RowMapping.of(User.class).kind(user -> user.deleted() ? RowKind.DELETE"
                            + " : RowKind.UPDATE_AFTER); or leave changelog(…) out.");
        }
    }
}
