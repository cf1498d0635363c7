// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClientOptions;
import io.flinkhouse.clickhouse.config.BatchConfig;
import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.ChangelogInput;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.config.ServerUrl;
import io.flinkhouse.clickhouse.config.WriteConfig;
import io.flinkhouse.clickhouse.ddl.TableLayout;
import io.flinkhouse.clickhouse.kafka.KafkaFeed;
import io.flinkhouse.clickhouse.passthrough.MessageFormat;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.api.ValidationException;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads the options of one table into settings. Each error is one exception without a cause,
 * because the SQL client shows the last cause only.
 */
final class TableOptions {

    private final Map<String, String> raw;
    private final Configuration values;

    TableOptions(Map<String, String> options) {
        this(options, Optional.empty());
    }

    /**
     * Reads the options.
     *
     * @param feed the Kafka source of the table, whose options may be mixed with the others
     */
    TableOptions(Map<String, String> options, Optional<KafkaFeed> feed) {
        this.raw = options;
        this.values = Configuration.fromMap(options);
        OptionNames.check(options.keySet(), feed);
        boolean read = options.containsKey(ClickHouseScanOptions.SCAN_QUERY.key());
        if (read && options.containsKey(ClickHouseConnectorOptions.TABLE_NAME.key())) {
            throw new ValidationException(
                    "The table has both 'table-name' and 'scan.query'. Set 'scan.query' to read a"
                            + " query, or 'table-name' to read or write a table.");
        }
        if (!read && !options.containsKey(ClickHouseConnectorOptions.TABLE_NAME.key())) {
            throw new ValidationException(
                    "A 'clickhouse' table needs the option 'table-name', or 'scan.query' to read"
                            + " the result of a query. Set one of them.");
        }
        for (ConfigOption<?> required : ClickHouseConnectorOptions.REQUIRED) {
            if (!options.containsKey(required.key())) {
                throw new ValidationException(
                        "A 'clickhouse' table needs the option '" + required.key() + "'. Set it.");
            }
        }
    }

    ConnectionConfig connection() {
        return valid(
                () -> {
                    ConnectionConfig config =
                            new ConnectionConfig(
                                    url().endpoints(),
                                    get(ClickHouseConnectorOptions.USERNAME),
                                    password(),
                                    database(),
                                    prefixed(ClickHouseConnectorOptions.SETTINGS_PREFIX),
                                    prefixed(ClickHouseConnectorOptions.CLIENT_PREFIX));
                    ClientOptions.check(config);
                    return config;
                });
    }

    private Secret password() {
        Optional<String> file = values.getOptional(ClickHouseConnectorOptions.PASSWORD_FILE);
        if (file.isPresent() && has(ClickHouseConnectorOptions.PASSWORD)) {
            throw new ValidationException(
                    "The table has both 'password' and 'password-file'; set one of them.");
        }
        return file.map(PasswordFile::read)
                .orElseGet(() -> new Secret(get(ClickHouseConnectorOptions.PASSWORD)));
    }

    TablePath table() {
        return new TablePath(
                valid(this::database),
                values.getOptional(ClickHouseConnectorOptions.TABLE_NAME).orElse("query"));
    }

    /** Returns the layout of the ClickHouse table, for its creation. */
    TableLayout layout() {
        return TableLayout.of(raw);
    }

    /** Returns the names of the options that are set. */
    Set<String> names() {
        return raw.keySet();
    }

    /** Refuses to write the result of a query. */
    void requireTable() {
        if (has(ClickHouseScanOptions.SCAN_QUERY)) {
            throw new ValidationException(
                    "A table with 'scan.query' can only be read. Create a Flink table with"
                            + " 'table-name' instead to write.");
        }
    }

    WriteConfig write() {
        return valid(
                () ->
                        new WriteConfig(
                                guarantee(),
                                batch(),
                                get(ClickHouseSinkOptions.SINK_IN_FLIGHT),
                                retry()));
    }

    /**
     * Reads the settings of exactly-once delivery.
     *
     * @param job the configuration of the job; its checkpoint directory is the default place of the
     *     spool
     */
    ExactlyOnceConfig exactlyOnce(ReadableConfig job) {
        String checkpoints = job.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY).orElse("");
        String below = checkpoints.isEmpty() ? "" : checkpoints + "/clickhouse-blocks";
        return valid(
                () -> {
                    ExactlyOnceConfig config =
                            new ExactlyOnceConfig(
                                    values.getOptional(
                                                    ClickHouseSinkOptions
                                                            .SINK_EXACTLY_ONCE_SPOOL_PATH)
                                            .orElse(below),
                                    get(ClickHouseSinkOptions.SINK_EXACTLY_ONCE_FENCE_COLUMN),
                                    get(ClickHouseSinkOptions.SINK_EXACTLY_ONCE_IN_DOUBT),
                                    get(ClickHouseSinkOptions.SINK_EXACTLY_ONCE_RETENTION),
                                    get(
                                            ClickHouseSinkOptions
                                                    .SINK_EXACTLY_ONCE_REQUIRE_CHECKPOINTING));
                    if (guarantee() == DeliveryGuarantee.EXACTLY_ONCE) {
                        config.requireSpool();
                    }
                    return config;
                });
    }

    ChangelogConfig changelog(List<String> primaryKey) {
        ChangelogConfig config =
                new ChangelogConfig(
                        primaryKey,
                        get(ClickHouseSinkOptions.SINK_DELETE_MODE),
                        get(ClickHouseSinkOptions.SINK_UPDATE_MODE));
        return valid(
                () -> {
                    if (guarantee() == DeliveryGuarantee.EXACTLY_ONCE) {
                        config.requireExactlyOnce();
                    }
                    return config;
                });
    }

    ChangelogInput changelogInput() {
        return get(ClickHouseSinkOptions.SINK_CHANGELOG_MODE);
    }

    ErrorOptions errors() {
        return new ErrorOptions(
                get(ClickHouseSinkOptions.SINK_ERROR_MODE),
                get(ClickHouseConnectorOptions.SCAN_ERROR_MODE),
                Optional.ofNullable(get(ClickHouseConnectorOptions.SCAN_ERROR_TOLERANCE)),
                values.getOptional(ClickHouseSinkOptions.SINK_DEAD_LETTER_TABLE)
                        .map(name -> ErrorOptions.path(name, valid(this::database))));
    }

    /** Returns the input format of pass-through messages, if the table has one. */
    Optional<MessageFormat> inputFormat() {
        return values.getOptional(ClickHouseSinkOptions.SINK_INPUT_FORMAT)
                .map(
                        name ->
                                valid(
                                        () ->
                                                MessageFormat.of(name)
                                                        .with(
                                                                prefixed(
                                                                        ClickHouseConnectorOptions
                                                                                .SETTINGS_PREFIX))));
    }

    Optional<Integer> parallelism() {
        Integer parallelism = get(ClickHouseSinkOptions.SINK_PARALLELISM);
        if (parallelism != null && parallelism <= 0) {
            throw new ValidationException(
                    "'sink.parallelism' is '" + parallelism + "'; set it to 1 or more.");
        }
        return Optional.ofNullable(parallelism);
    }

    boolean validate() {
        return get(ClickHouseSinkOptions.SINK_VALIDATE);
    }

    private DeliveryGuarantee guarantee() {
        DeliveryGuarantee modern = get(ClickHouseSinkOptions.SINK_DELIVERY_GUARANTEE);
        if (modern == null) {
            return get(ClickHouseSinkOptions.SINK_SEMANTIC);
        }
        if (values.contains(ClickHouseSinkOptions.SINK_SEMANTIC)) {
            throw new ValidationException(
                    "'sink.semantic' and 'sink.delivery-guarantee' are two names of one option;"
                            + " set one of them.");
        }
        return modern;
    }

    private BatchConfig batch() {
        MemorySize bytes = get(ClickHouseSinkOptions.SINK_FLUSH_MAX_BYTES);
        return new BatchConfig(
                get(ClickHouseSinkOptions.SINK_FLUSH_MAX_ROWS),
                bytes.getBytes(),
                get(ClickHouseSinkOptions.SINK_FLUSH_INTERVAL));
    }

    private RetryConfig retry() {
        return new RetryConfig(
                get(ClickHouseSinkOptions.SINK_RETRY_TIMEOUT),
                get(ClickHouseSinkOptions.SINK_RETRY_BACKOFF_MIN),
                get(ClickHouseSinkOptions.SINK_RETRY_BACKOFF_MAX));
    }

    private ServerUrl url() {
        return ServerUrl.parse(get(ClickHouseConnectorOptions.URL));
    }

    private String database() {
        Optional<String> inUrl = url().database();
        Optional<String> named = values.getOptional(ClickHouseConnectorOptions.DATABASE_NAME);
        if (inUrl.isPresent() && named.isPresent() && !inUrl.equals(named)) {
            throw new ValidationException(
                    "'url' names the database '"
                            + inUrl.get()
                            + "' and 'database-name' the database '"
                            + named.get()
                            + "'; set one of them.");
        }
        return inUrl.orElse(get(ClickHouseConnectorOptions.DATABASE_NAME));
    }

    private Map<String, String> prefixed(String prefix) {
        Map<String, String> found = new HashMap<>();
        raw.forEach(
                (name, value) -> {
                    if (name.startsWith(prefix)) {
                        found.put(name.substring(prefix.length()), value);
                    }
                });
        return found;
    }

    /** Returns the options for classes of Flink that read their own. */
    ReadableConfig values() {
        return values;
    }

    boolean has(ConfigOption<?> option) {
        return values.contains(option);
    }

    <T> T get(ConfigOption<T> option) {
        try {
            return values.get(option);
        } catch (IllegalArgumentException e) {
            throw new ValidationException(
                    "'"
                            + option.key()
                            + "' is '"
                            + raw.get(option.key())
                            + "'; give "
                            + expected(option)
                            + ".");
        }
    }

    private static String expected(ConfigOption<?> option) {
        Object example = option.defaultValue();
        if (example instanceof Duration) {
            return "a duration such as '5 s'";
        }
        if (example instanceof MemorySize) {
            return "a size such as '32 mb'";
        }
        if (example instanceof Boolean) {
            return "'true' or 'false'";
        }
        if (option.key().equals(ClickHouseSinkOptions.SINK_DELIVERY_GUARANTEE.key())) {
            return oneOf(DeliveryGuarantee.values());
        }
        if (example instanceof Enum<?> constant) {
            return oneOf(constant.getDeclaringClass().getEnumConstants());
        }
        return "a whole number";
    }

    private static String oneOf(Object[] constants) {
        return Arrays.stream(constants)
                .map(
                        c ->
                                "'"
                                        + ((Enum<?>) c)
                                                .name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', '-')
                                        + "'")
                .sorted()
                .collect(Collectors.joining(", ", "one of ", ""));
    }

    static <T> T valid(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new ValidationException(e.getMessage());
        }
    }
}
