// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * The Kafka-fed table: what reads a topic for a table that writes ClickHouse.
 *
 * <p>Reading is left to the Kafka connector, whichever version the job has; it is found by its
 * identifier and given the options that are its own. Nothing here is compiled against it.
 */
package io.flinkhouse.kafka;
