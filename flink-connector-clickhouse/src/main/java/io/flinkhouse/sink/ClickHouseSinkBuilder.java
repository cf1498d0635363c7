// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.codec.MessageEncoder;
import io.flinkhouse.codec.MessageFormat;
import io.flinkhouse.config.BatchConfig;
import io.flinkhouse.config.ChangelogConfig;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.config.RetryConfig;
import io.flinkhouse.config.Secret;
import io.flinkhouse.config.WriteConfig;
import io.flinkhouse.sink.rows.RowMapping;
import io.flinkhouse.sink.rows.SerializableFunction;
import io.flinkhouse.sql.TablePath;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.RowType;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings of a {@link ClickHouseSink}; what is not set has the default of the SQL options. */
@PublicEvolving
public final class ClickHouseSinkBuilder<T> {

    private ConnectionConfig connection;
    private String url;
    private String username = ConnectionConfig.DEFAULT_USERNAME;
    private Secret password = Secret.NONE;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> client = new LinkedHashMap<>();
    private TablePath table;
    private WriteConfig write = WriteConfig.DEFAULT;
    private ExactlyOnceConfig exactlyOnce = ExactlyOnceConfig.NONE;
    private ChangelogConfig changelog = ChangelogConfig.NONE;
    private WrittenColumns columns = WrittenColumns.all();
    private RowMapping<T> rows;
    private RejectionPolicy rejection = RejectionPolicy.FAIL;
    private BlockContent content = new RowContent();

    ClickHouseSinkBuilder() {}

    /** {@code http(s)://host:port[,host2:port2]}, tried in this order. */
    public ClickHouseSinkBuilder<T> url(String url) {
        this.url = url;
        return this;
    }

    public ClickHouseSinkBuilder<T> username(String username) {
        this.username = username;
        return this;
    }

    public ClickHouseSinkBuilder<T> password(String password) {
        this.password = new Secret(password);
        return this;
    }

    /** A server setting that goes with every statement, e.g. {@code insert_quorum}. */
    public ClickHouseSinkBuilder<T> setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** An option of the HTTP client: time-outs, proxy, TLS, access token. */
    public ClickHouseSinkBuilder<T> clientOption(String name, String value) {
        client.put(name, value);
        return this;
    }

    /** Everything about the connection at once, instead of the single settings. */
    public ClickHouseSinkBuilder<T> connection(ConnectionConfig connection) {
        this.connection = connection;
        return this;
    }

    public ClickHouseSinkBuilder<T> table(String database, String table) {
        this.table = new TablePath(database, table);
        return this;
    }

    /** How records become rows; required. */
    public ClickHouseSinkBuilder<T> rows(RowMapping<T> rows) {
        this.rows = rows;
        return this;
    }

    /**
     * The columns that rows by position fill, in this order; without it they are all columns of the
     * table. Their types are read from the server when the job starts.
     */
    public ClickHouseSinkBuilder<T> columns(String... names) {
        this.columns = WrittenColumns.named(List.of(names));
        return this;
    }

    /** The columns as a Flink schema; their ClickHouse types are read when the job starts. */
    public ClickHouseSinkBuilder<T> columns(RowType schema) {
        this.columns = WrittenColumns.ofSchema(schema);
        return this;
    }

    /** The columns with their types, so that the server is not asked for them. */
    public ClickHouseSinkBuilder<T> columns(List<ColumnSpec> columns) {
        this.columns = WrittenColumns.known(columns);
        return this;
    }

    /**
     * {@code AT_LEAST_ONCE} (default): a checkpoint completes when the server has acknowledged all
     * rows before it. {@code NONE}: a checkpoint does not wait. {@code EXACTLY_ONCE}: rows are sent
     * once their checkpoint is complete, each once.
     */
    public ClickHouseSinkBuilder<T> deliveryGuarantee(DeliveryGuarantee guarantee) {
        this.write = new WriteConfig(guarantee, write.batch(), write.inFlight(), write.retry());
        return this;
    }

    /** Rows that make a batch full. */
    public ClickHouseSinkBuilder<T> maxRows(int maxRows) {
        BatchConfig batch = write.batch();
        return batch(new BatchConfig(maxRows, batch.maxBytes(), batch.interval()));
    }

    /** Uncompressed bytes that make a batch full. */
    public ClickHouseSinkBuilder<T> maxBytes(long maxBytes) {
        BatchConfig batch = write.batch();
        return batch(new BatchConfig(batch.maxRows(), maxBytes, batch.interval()));
    }

    /** How long a row may wait for its batch to fill. */
    public ClickHouseSinkBuilder<T> flushInterval(Duration interval) {
        BatchConfig batch = write.batch();
        return batch(new BatchConfig(batch.maxRows(), batch.maxBytes(), interval));
    }

    private ClickHouseSinkBuilder<T> batch(BatchConfig batch) {
        this.write = new WriteConfig(write.guarantee(), batch, write.inFlight(), write.retry());
        return this;
    }

    /** Inserts that each subtask may have on their way at the same time. */
    public ClickHouseSinkBuilder<T> inFlight(int inserts) {
        this.write = new WriteConfig(write.guarantee(), write.batch(), inserts, write.retry());
        return this;
    }

    /** How long an insert is tried again before the job fails, and the waits in between. */
    public ClickHouseSinkBuilder<T> retry(
            Duration timeout, Duration minBackoff, Duration maxBackoff) {
        RetryConfig retry = new RetryConfig(timeout, minBackoff, maxBackoff);
        this.write = new WriteConfig(write.guarantee(), write.batch(), write.inFlight(), retry);
        return this;
    }

    /**
     * Where sealed blocks wait for their checkpoint: a directory of any Flink file system that all
     * TaskManagers share, such as one beside the checkpoints. Required for {@code EXACTLY_ONCE};
     * give it also when a job was exactly-once before, so that what is left can be committed.
     */
    public ClickHouseSinkBuilder<T> spoolPath(String path) {
        return exactlyOnce(
                new ExactlyOnceConfig(
                        path,
                        exactlyOnce.fenceColumn(),
                        exactlyOnce.inDoubt(),
                        exactlyOnce.retention()));
    }

    /** Everything that only exactly-once needs. */
    public ClickHouseSinkBuilder<T> exactlyOnce(ExactlyOnceConfig exactlyOnce) {
        this.exactlyOnce = exactlyOnce;
        return this;
    }

    /**
     * The columns that tell rows apart, and what updates and deletes do; without it the sink takes
     * inserts only. All changes of a key must reach the sink in one subtask, in their order. The
     * engine's own columns (version, is_deleted, sign) are filled by the sink: name the others with
     * {@link #columns(String...)}.
     */
    public ClickHouseSinkBuilder<T> changelog(ChangelogConfig changelog) {
        this.changelog = changelog;
        return this;
    }

    /**
     * Rows that a column cannot hold, or that the server refuses by themselves, are counted and
     * left out; without this, and without {@link #deadLetterTable}, they fail the job.
     */
    public ClickHouseSinkBuilder<T> skipRejectedRows() {
        this.rejection = RejectionPolicy.SKIP;
        return this;
    }

    /**
     * Rows that a column cannot hold, or that the server refuses by themselves, go to this table,
     * with the guarantee that the others have. It is created when it is not there and the user may.
     */
    public ClickHouseSinkBuilder<T> deadLetterTable(String database, String table) {
        this.rejection = new RejectionPolicy.DeadLetters(new TablePath(database, table));
        return this;
    }

    /**
     * Sends messages as they are, for the server to parse; records then need no {@link #rows}. A
     * message that would act on others of its insert is a rejected row.
     *
     * @param inputFormat a ClickHouse format such as {@code JSONEachRow}
     * @param message the bytes of a record's message; null where it has none, which is refused
     * @throws IllegalArgumentException if messages cannot be strung together in that format; {@link
     *     #build} throws it if a setting would make a message depend on others
     */
    public ClickHouseSinkBuilder<T> messages(
            String inputFormat, SerializableFunction<T, byte[]> message) {
        return messages(
                MessageFormat.of(inputFormat),
                MessageEncoder.Form.BYTES,
                RowMapping.rowData(record -> GenericRowData.of((Object) message.apply(record))));
    }

    /** The same from rows whose only field is the message. */
    public ClickHouseSinkBuilder<T> messages(
            MessageFormat format, MessageEncoder.Form form, RowMapping<T> rows) {
        this.rows = rows;
        this.columns = MessageContent.column(format, form);
        this.content = new MessageContent(format, form);
        return this;
    }

    /** Everything about batches and delivery at once. */
    public ClickHouseSinkBuilder<T> write(WriteConfig write) {
        this.write = write;
        return this;
    }

    public Sink<T> build() {
        require(connection != null || url != null, "url(\"http://host:8123\")");
        require(table != null, "table(\"database\", \"table\")");
        require(rows != null, "rows(RowMapping.of(YourRecord.class))");
        ConnectionConfig connection = connectionConfig();
        SinkSpec<T> spec =
                new SinkSpec<>(
                        connection,
                        table,
                        write,
                        exactlyOnce,
                        changelog,
                        columns,
                        rows,
                        rejection,
                        content.under(connection.settings()));
        return switch (write.guarantee()) {
            case NONE -> new SendingSink<>(spec, Awaited.NOTHING);
            case AT_LEAST_ONCE -> new SendingSink<>(spec, Awaited.ALL);
            case EXACTLY_ONCE -> exactlyOnce(spec);
        };
    }

    private static <T> Sink<T> exactlyOnce(SinkSpec<T> spec) {
        spec.exactlyOnce().requireSpool();
        spec.changelog().requireExactlyOnce();
        return new ExactlyOnceSink<>(spec);
    }

    private ConnectionConfig connectionConfig() {
        return connection != null
                ? connection
                : ConnectionConfig.parse(url)
                        .withCredentials(username, password)
                        .withDatabase(table.database())
                        .withSettings(settings)
                        .withClient(client);
    }

    private static void require(boolean given, String call) {
        if (!given) {
            throw new IllegalStateException("The sink is not complete: call " + call);
        }
    }
}
