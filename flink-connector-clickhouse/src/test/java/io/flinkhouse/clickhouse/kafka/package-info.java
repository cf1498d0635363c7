// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Kafka-fed tables, on a real broker and a real server, in a Flink within this JVM. */
package io.flinkhouse.clickhouse.kafka;
