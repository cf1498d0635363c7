// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Translation of Flink filters and aggregates to the server's SQL. */
package io.flinkhouse.clickhouse.pushdown;
