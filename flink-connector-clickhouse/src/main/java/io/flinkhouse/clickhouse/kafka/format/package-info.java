// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Message formats that report a broken message as a row, and the lookup of Flink's Kafka connector.
 */
package io.flinkhouse.clickhouse.kafka.format;
