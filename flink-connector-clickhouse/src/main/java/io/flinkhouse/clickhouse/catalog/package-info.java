// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The Flink catalog of a ClickHouse server: its databases and tables, and statements on them. */
package io.flinkhouse.clickhouse.catalog;
