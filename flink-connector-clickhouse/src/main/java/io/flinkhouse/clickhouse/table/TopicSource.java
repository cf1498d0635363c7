// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.deadletter.delivery.DeadLetterTarget;
import io.flinkhouse.clickhouse.kafka.BrokenMessages;
import io.flinkhouse.clickhouse.kafka.KafkaFeed;

import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.source.DynamicTableSource;

/**
 * Creates the Kafka source of a table, with the handling of broken messages that its options
 * select.
 */
final class TopicSource {

    private TopicSource() {}

    static DynamicTableSource of(KafkaFeed feed, TableOptions options, ReadableConfig job) {
        ErrorOptions errors = options.errors();
        long tolerated = errors.tolerance().orElse(Long.MAX_VALUE);
        return feed.source(
                switch (errors.messages()) {
                    case FAIL -> BrokenMessages.failing();
                    case SKIP -> BrokenMessages.skipped(tolerated);
                    case DEAD_LETTER -> deadLettered(tolerated, options, job);
                });
    }

    private static BrokenMessages deadLettered(
            long tolerated, TableOptions options, ReadableConfig job) {
        ExactlyOnceConfig exactlyOnce = options.exactlyOnce(job);
        DeadLetterTable letters =
                new DeadLetterTable(
                        options.errors().deadLetters().orElseThrow(), exactlyOnce.fenceColumn());
        return BrokenMessages.deadLettered(
                tolerated,
                new DeadLetterTarget(
                        options.connection(), letters, options.table(), options.write().retry()),
                exactlyOnce);
    }
}
