// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The demo: GitHub-style events from Kafka through Flink SQL into ClickHouse, and what arrived. */
package io.flinkhouse.clickhouse.e2e.demo;
