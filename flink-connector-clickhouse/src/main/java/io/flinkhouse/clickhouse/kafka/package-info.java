// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The Kafka-fed table: source, virtual columns, broken messages. */
package io.flinkhouse.clickhouse.kafka;
