// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClientOptions;
import io.flinkhouse.clickhouse.ddl.ClickHouseTableOptions;
import io.flinkhouse.clickhouse.error.Suggestion;
import io.flinkhouse.clickhouse.kafka.KafkaFeed;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.factories.FactoryUtil;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Refuses unknown options and suggests the closest known name. */
final class OptionNames {

    /** Options that Flink itself reads for every connector. */
    private static final Set<String> FLINK =
            Set.of(FactoryUtil.CONNECTOR.key(), FactoryUtil.PROPERTY_VERSION.key());

    /**
     * Names of other connectors for an option of this one, where the spelling does not suggest it.
     */
    private static final Map<String, String> ELSEWHERE =
            Map.ofEntries(
                    Map.entry("user", "username"),
                    Map.entry("table", "table-name"),
                    Map.entry("database", "database-name"),
                    Map.entry("hostname", "url"),
                    Map.entry("host", "url"),
                    Map.entry("port", "url"),
                    Map.entry("ssl", "url"),
                    Map.entry("endpoint", "url"),
                    Map.entry("connection.max-retry-timeout", "client.connection_timeout"),
                    Map.entry("bulk_size", "sink.flush.max-rows"),
                    Map.entry("max-batch-size", "sink.flush.max-rows"),
                    Map.entry("sink.batch-size", "sink.flush.max-rows"),
                    Map.entry("sink.buffer-flush.max-rows", "sink.flush.max-rows"),
                    Map.entry("sink.buffer-flush.interval", "sink.flush.interval"),
                    Map.entry("sink.flush-interval", "sink.flush.interval"),
                    Map.entry("sink.max-retries", "sink.retry.timeout"),
                    Map.entry("sink.ignore-delete", "sink.delete-mode"),
                    Map.entry("lookup.cache.max-rows", "lookup.partial-cache.max-rows"),
                    Map.entry("lookup.cache.ttl", "lookup.partial-cache.expire-after-write"),
                    Map.entry(
                            "lookup.cache.caching-missing-key",
                            "lookup.partial-cache.cache-missing-key"),
                    Map.entry("lookup.max-retry-times", "lookup.max-retries"),
                    Map.entry("sink.update-strategy", "sink.update-mode"));

    private static final String NO_SHARDS =
            " Rows are written to 'table-name'; set it to the local table or a Distributed"
                    + " table, and remove this option.";

    /** Options of other connectors without a counterpart here, by prefix. */
    private static final Map<String, String> NOT_HERE =
            Map.of(
                    "use-local", NO_SHARDS,
                    "sink.write-local", NO_SHARDS,
                    "sink.partition-", NO_SHARDS,
                    "sink.sharding", NO_SHARDS,
                    "sharding_key", NO_SHARDS,
                    "driver", " No driver is needed. Remove the option.",
                    "compatible-mode", " No driver is needed. Remove the option.",
                    "scan.auto-commit", " Queries run without transactions. Remove the option.",
                    "filter.handling.policy",
                            " Conditions are pushed down where that changes no result. Remove the"
                                    + " option.");

    private static final Set<String> READING =
            Stream.concat(ClickHouseScanOptions.ALL.stream(), ClickHouseLookupOptions.ALL.stream())
                    .map(ConfigOption::key)
                    .collect(Collectors.toSet());

    private static final String PROPERTIES = "properties.";

    /** The prefixes of options for reading Kafka. */
    private static final List<String> KAFKA =
            List.of(PROPERTIES, "format", "key.", "value.", "scan.");

    private OptionNames() {}

    /**
     * Refuses unknown options, all of them in one message.
     *
     * @param feed the Kafka source of the table, whose options are known too
     */
    static void check(Set<String> given, Optional<KafkaFeed> feed) {
        Set<String> known =
                Stream.of(
                                ClickHouseConnectorOptions.SINGLE,
                                ClickHouseSinkOptions.ALL,
                                ClickHouseTableOptions.SINGLE)
                        .flatMap(List::stream)
                        .map(ConfigOption::key)
                        .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(READING);
        feed.ifPresent(kafka -> known.addAll(kafka.optionNames()));
        List<String> refusals = new ArrayList<>();
        for (String name : new TreeSet<>(given)) {
            boolean prefixed =
                    ClickHouseConnectorOptions.PREFIXES.stream().anyMatch(name::startsWith)
                            || ClickHouseTableOptions.has(name);
            boolean read = feed.map(kafka -> kafka.understands(name)).orElse(false);
            if (!prefixed && !read && !known.contains(name) && !FLINK.contains(name)) {
                refusals.add(refusal(name, known, feed.isPresent()));
            }
            if (feed.isPresent() && !read && READING.contains(name)) {
                refusals.add(
                        "'"
                                + name
                                + "' is an option for reading ClickHouse, but a table with 'topic'"
                                + " or 'topic-pattern' reads Kafka. Remove the option, or create"
                                + " another Flink table without a topic to read ClickHouse.");
            }
        }
        if (!refusals.isEmpty()) {
            throw new ValidationException(String.join("\n", refusals));
        }
    }

    private static String refusal(String name, Set<String> known, boolean fed) {
        String what = "'" + name + "' is not an option of a 'clickhouse' table.";
        Optional<String> notHere =
                NOT_HERE.keySet().stream().filter(name::startsWith).map(NOT_HERE::get).findFirst();
        if (notHere.isPresent()) {
            return what + notHere.get();
        }
        String property = name.startsWith(PROPERTIES) ? name.substring(PROPERTIES.length()) : "";
        if (!fed && ClientOptions.names().contains(property)) {
            return what + " Did you mean 'client." + property + "'?";
        }
        if (!fed && KAFKA.stream().anyMatch(name::startsWith)) {
            return "'"
                    + name
                    + "' is an option of the Kafka source, but the table has neither 'topic'"
                    + " nor 'topic-pattern'. Add one of them, or leave '"
                    + name
                    + "' out.";
        }
        return what + advice(name, known);
    }

    private static String advice(String name, Set<String> known) {
        Optional<String> meant =
                Optional.ofNullable(ELSEWHERE.get(name)).or(() -> Suggestion.nearest(name, known));
        if (meant.isPresent()) {
            return " Did you mean '" + meant.get() + "'?";
        }
        if (ClientOptions.names().contains(name)) {
            return " Did you mean 'client." + name + "'?";
        }
        return " The options are "
                + String.join(", ", known)
                + ", settings.<name> and client.<name>. A setting of the server is given as"
                + " 'settings."
                + name
                + "'.";
    }
}
