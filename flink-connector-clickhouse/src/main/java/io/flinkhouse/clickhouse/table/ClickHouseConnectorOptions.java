// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.BatchConfig;
import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.ChangelogInput;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.ErrorMode;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.config.WriteConfig;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.factories.FactoryUtil;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The options of a table with {@code 'connector' = 'clickhouse'}, in the order users read them. */
@PublicEvolving
public final class ClickHouseConnectorOptions {

    /** The options {@code settings.<name>}. */
    public static final String SETTINGS_PREFIX = "settings.";

    /** The options {@code client.<name>}. */
    public static final String CLIENT_PREFIX = "client.";

    public static final ConfigOption<String> URL =
            ConfigOptions.key("url")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Address of the server's HTTP interface:"
                                    + " http(s)://host[:port][,host2[:port2]]. The port is 8123, or"
                                    + " 8443 with https, unless given. Several hosts must serve the"
                                    + " same data; the next one is asked when one cannot be"
                                    + " reached. clickhouse:// and jdbc:clickhouse:// are understood"
                                    + " too and may end in /database and ?ssl=true.");

    public static final ConfigOption<String> USERNAME =
            ConfigOptions.key("username")
                    .stringType()
                    .defaultValue(ConnectionConfig.DEFAULT_USERNAME)
                    .withDescription(
                            "User of the server. It needs INSERT on the table; to be checked at"
                                    + " planning the table must be visible to it.");

    public static final ConfigOption<String> PASSWORD =
            ConfigOptions.key("password")
                    .stringType()
                    .defaultValue("")
                    .withDescription(
                            "Password of the user. It never shows in a plan, a message or a log of"
                                    + " the connector. For tokens see 'client.access_token'.");

    public static final ConfigOption<String> DATABASE_NAME =
            ConfigOptions.key("database-name")
                    .stringType()
                    .defaultValue(ConnectionConfig.DEFAULT_DATABASE)
                    .withDescription("Database of the table, unless 'url' names one.");

    public static final ConfigOption<String> TABLE_NAME =
            ConfigOptions.key("table-name")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The table, as ClickHouse spells it; upper and lower case differ.");

    public static final ConfigOption<Map<String, String>> SETTINGS =
            ConfigOptions.key("settings")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Server settings sent with every statement, each as"
                                    + " 'settings.<name>', for example 'settings.insert_quorum' ="
                                    + " '2'. Those that delivery rests on, such as async_insert,"
                                    + " are refused.");

    public static final ConfigOption<Map<String, String>> CLIENT =
            ConfigOptions.key("client")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Options of the HTTP client, each as 'client.<name>': time-outs,"
                                    + " proxy, TLS, access token. The user guide lists them.");

    public static final ConfigOption<String> SINK_INPUT_FORMAT =
            ConfigOptions.key("sink.input-format")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "A ClickHouse input format such as JSONEachRow. The table is then one"
                                    + " column of type STRING or BYTES; its values go on as they"
                                    + " are, and the server parses them at its own speed. Settings"
                                    + " of the format are given as 'settings.<name>'.");

    public static final ConfigOption<DeliveryGuarantee> SINK_SEMANTIC =
            ConfigOptions.key("sink.semantic")
                    .enumType(DeliveryGuarantee.class)
                    .defaultValue(WriteConfig.DEFAULT.guarantee())
                    .withDescription(
                            "What survives a failure. 'none': a checkpoint does not wait for rows"
                                    + " on their way. 'at-least-once': it does, and rows may arrive"
                                    + " twice after a failure. 'exactly-once': each row arrives"
                                    + " once.");

    public static final ConfigOption<DeliveryGuarantee> SINK_DELIVERY_GUARANTEE =
            ConfigOptions.key("sink.delivery-guarantee")
                    .enumType(DeliveryGuarantee.class)
                    .noDefaultValue()
                    .withDescription(
                            "The name that newer connectors have for 'sink.semantic'; give one of"
                                    + " the two.");

    public static final ConfigOption<Integer> SINK_FLUSH_MAX_ROWS =
            ConfigOptions.key("sink.flush.max-rows")
                    .intType()
                    .defaultValue(BatchConfig.DEFAULT.maxRows())
                    .withDescription(
                            "Rows that make a batch full. A batch is sent when it is full by rows"
                                    + " or by 'sink.flush.max-bytes', when it is as old as"
                                    + " 'sink.flush.interval', and at every checkpoint. Larger"
                                    + " batches are cheaper for the server.");

    public static final ConfigOption<MemorySize> SINK_FLUSH_MAX_BYTES =
            ConfigOptions.key("sink.flush.max-bytes")
                    .memoryType()
                    .defaultValue(new MemorySize(BatchConfig.DEFAULT.maxBytes()))
                    .withDescription(
                            "Bytes, before compression, that make a batch full. Each subtask holds"
                                    + " up to 'sink.in-flight' such batches and one that is"
                                    + " filling.");

    public static final ConfigOption<Duration> SINK_FLUSH_INTERVAL =
            ConfigOptions.key("sink.flush.interval")
                    .durationType()
                    .defaultValue(BatchConfig.DEFAULT.interval())
                    .withDescription(
                            "How long a row may wait for its batch to fill. Shorter intervals show"
                                    + " rows sooner and make more, smaller parts.");

    public static final ConfigOption<Integer> SINK_IN_FLIGHT =
            ConfigOptions.key("sink.in-flight")
                    .intType()
                    .defaultValue(WriteConfig.DEFAULT.inFlight())
                    .withDescription(
                            "Inserts that each subtask may have on their way at the same time; when"
                                    + " all are, the stream waits.");

    public static final ConfigOption<Integer> SINK_PARALLELISM = FactoryUtil.SINK_PARALLELISM;

    public static final ConfigOption<Duration> SINK_RETRY_TIMEOUT =
            ConfigOptions.key("sink.retry.timeout")
                    .durationType()
                    .defaultValue(RetryConfig.DEFAULT.timeout())
                    .withDescription(
                            "How long an insert that failed for a passing reason is tried again"
                                    + " before the job fails. '0 s' fails at once.");

    public static final ConfigOption<Duration> SINK_RETRY_BACKOFF_MIN =
            ConfigOptions.key("sink.retry.backoff.min")
                    .durationType()
                    .defaultValue(RetryConfig.DEFAULT.minBackoff())
                    .withDescription(
                            "Wait before the first retry; it doubles with each one, up to"
                                    + " 'sink.retry.backoff.max', and is shortened at random by up"
                                    + " to a half.");

    public static final ConfigOption<Duration> SINK_RETRY_BACKOFF_MAX =
            ConfigOptions.key("sink.retry.backoff.max")
                    .durationType()
                    .defaultValue(RetryConfig.DEFAULT.maxBackoff())
                    .withDescription("The longest wait between two attempts.");

    public static final ConfigOption<String> SINK_EXACTLY_ONCE_SPOOL_PATH =
            ConfigOptions.key("sink.exactly-once.spool-path")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Directory, of any file system that Flink has, where blocks wait for"
                                    + " their checkpoint. All TaskManagers must share it. Without it"
                                    + " they are kept below 'execution.checkpointing.dir'.");

    public static final ConfigOption<String> SINK_EXACTLY_ONCE_FENCE_COLUMN =
            ConfigOptions.key("sink.exactly-once.fence-column")
                    .stringType()
                    .defaultValue(ExactlyOnceConfig.DEFAULT_FENCE_COLUMN)
                    .withDescription(
                            "Name of the hidden column that ties a row to its block. Where the table"
                                    + " has it, delivery is exact at any outage length; the guide to"
                                    + " exactly-once has the one statement that adds it.");

    public static final ConfigOption<InDoubtPolicy> SINK_EXACTLY_ONCE_IN_DOUBT =
            ConfigOptions.key("sink.exactly-once.in-doubt")
                    .enumType(InDoubtPolicy.class)
                    .defaultValue(InDoubtPolicy.FAIL)
                    .withDescription(
                            "What becomes of a block when nothing can tell whether it is in the"
                                    + " table. 'fail': the job stops and says what to look at."
                                    + " 'resend': its rows may be there twice. 'skip': they may be"
                                    + " missing. Set it for one restart.");

    public static final ConfigOption<Duration> SINK_EXACTLY_ONCE_RETENTION =
            ConfigOptions.key("sink.exactly-once.retention")
                    .durationType()
                    .defaultValue(ExactlyOnceConfig.DEFAULT_RETENTION)
                    .withDescription(
                            "How long files that failed checkpoints left behind, and the list of"
                                    + " committed blocks, are kept. Longer than the oldest savepoint"
                                    + " that is to be restored.");

    public static final ConfigOption<DeleteMode> SINK_DELETE_MODE =
            ConfigOptions.key("sink.delete-mode")
                    .enumType(DeleteMode.class)
                    .defaultValue(ChangelogConfig.NONE.deleteMode())
                    .withDescription(
                            "What a delete does where the engine has no row that says so (without"
                                    + " is_deleted or sign). 'refuse': a statement that brings deletes is"
                                    + " not planned. 'ignore': the row stays; the delete is counted."
                                    + " 'lightweight-delete': DELETE FROM by key, in order with the"
                                    + " inserts; not with exactly-once.");

    public static final ConfigOption<UpdateMode> SINK_UPDATE_MODE =
            ConfigOptions.key("sink.update-mode")
                    .enumType(UpdateMode.class)
                    .defaultValue(ChangelogConfig.NONE.updateMode())
                    .withDescription(
                            "What an update does where the engine does not replace rows. 'refuse': a"
                                    + " statement that brings updates is not planned. 'insert': the new"
                                    + " row is added and the old one stays. 'lightweight-update': UPDATE"
                                    + " by key, in order with the inserts, on servers that have it; not"
                                    + " with exactly-once.");

    public static final ConfigOption<ChangelogInput> SINK_CHANGELOG_MODE =
            ConfigOptions.key("sink.changelog-mode")
                    .enumType(ChangelogInput.class)
                    .defaultValue(ChangelogInput.UPSERT)
                    .withDescription(
                            "Which rows of an update the planner is asked for where the engine needs"
                                    + " only the one after it. 'upsert': that one. 'retract': the one"
                                    + " before it too, so that an update that changes the primary key"
                                    + " removes the old row; canal-json and maxwell-json bring such"
                                    + " updates, debezium-json does not. It costs state after"
                                    + " upsert-kafka.");

    public static final ConfigOption<Boolean> SINK_VALIDATE =
            ConfigOptions.key("sink.validate")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether the table is checked against the server when a statement is"
                                    + " planned. With 'false' no server needs to be reachable then,"
                                    + " and mistakes show when the job starts.");

    public static final ConfigOption<ErrorMode> SINK_ERROR_MODE =
            ConfigOptions.key("sink.error-mode")
                    .enumType(ErrorMode.class)
                    .defaultValue(ErrorMode.FAIL)
                    .withDescription(
                            "What becomes of a row with a value that a column cannot hold, or that"
                                    + " a constraint or an expression of the table refuses. 'fail':"
                                    + " the job stops. 'skip': the row is counted and left out."
                                    + " 'dead-letter': it goes to 'sink.dead-letter.table'. With"
                                    + " the latter two the other rows of its batch are written.");

    public static final ConfigOption<String> SINK_DEAD_LETTER_TABLE =
            ConfigOptions.key("sink.dead-letter.table")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "ClickHouse table for rows and messages that cannot be stored: a table"
                                    + " of the same database, or database.table. It is created when"
                                    + " it is not there and the user may; otherwise the error holds"
                                    + " the statement.");

    public static final ConfigOption<ErrorMode> SCAN_ERROR_MODE =
            ConfigOptions.key("scan.error-mode")
                    .enumType(ErrorMode.class)
                    .defaultValue(ErrorMode.FAIL)
                    .withDescription(
                            "Of a table with a topic: what becomes of a message that the format"
                                    + " cannot read, or that has no value for a NOT NULL column."
                                    + " 'fail': the job stops. 'skip': the message is counted and"
                                    + " left out. 'dead-letter': it goes to"
                                    + " 'sink.dead-letter.table', once, also after a failure.");

    public static final ConfigOption<Long> SCAN_ERROR_TOLERANCE =
            ConfigOptions.key("scan.error-tolerance")
                    .longType()
                    .noDefaultValue()
                    .withDescription(
                            "How many broken messages each reading subtask lets pass between two"
                                    + " checkpoints; one more fails the job. Without it, any"
                                    + " number.");

    /** Options with one value each; {@link #SETTINGS} and {@link #CLIENT} stand for many. */
    static final List<ConfigOption<?>> SINGLE =
            List.of(
                    URL,
                    USERNAME,
                    PASSWORD,
                    DATABASE_NAME,
                    TABLE_NAME,
                    SINK_INPUT_FORMAT,
                    SINK_SEMANTIC,
                    SINK_DELIVERY_GUARANTEE,
                    SINK_FLUSH_MAX_ROWS,
                    SINK_FLUSH_MAX_BYTES,
                    SINK_FLUSH_INTERVAL,
                    SINK_IN_FLIGHT,
                    SINK_PARALLELISM,
                    SINK_RETRY_TIMEOUT,
                    SINK_RETRY_BACKOFF_MIN,
                    SINK_RETRY_BACKOFF_MAX,
                    SINK_EXACTLY_ONCE_SPOOL_PATH,
                    SINK_EXACTLY_ONCE_FENCE_COLUMN,
                    SINK_EXACTLY_ONCE_IN_DOUBT,
                    SINK_EXACTLY_ONCE_RETENTION,
                    SINK_DELETE_MODE,
                    SINK_UPDATE_MODE,
                    SINK_CHANGELOG_MODE,
                    SINK_ERROR_MODE,
                    SINK_DEAD_LETTER_TABLE,
                    SCAN_ERROR_MODE,
                    SCAN_ERROR_TOLERANCE,
                    SINK_VALIDATE);

    static final List<ConfigOption<?>> REQUIRED = List.of(URL, TABLE_NAME);

    static final List<String> PREFIXES = List.of(SETTINGS_PREFIX, CLIENT_PREFIX);

    private ClickHouseConnectorOptions() {}
}
