// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to audit.
 *
 * @param topics one or more
 * @param kafka the properties of Kafka's client
 * @param columns names of the columns of topic, partition and offset
 * @param letters the dead-letter table
 * @param since where the audit begins; empty for the first row of each partition
 * @param until where it ends; empty for the last row of each partition
 * @param maxRanges how many missing ranges, and how many double ones, are listed
 */
@Internal
public record AuditRequest(
        TablePath table,
        List<String> topics,
        Map<String, String> kafka,
        List<String> columns,
        Optional<TablePath> letters,
        Optional<AuditBound> since,
        Optional<AuditBound> until,
        int maxRanges) {}
