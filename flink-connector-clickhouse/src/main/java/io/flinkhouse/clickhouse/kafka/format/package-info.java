// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The formats of a topic's messages, and the Kafka connector that reads them. */
package io.flinkhouse.clickhouse.kafka.format;
