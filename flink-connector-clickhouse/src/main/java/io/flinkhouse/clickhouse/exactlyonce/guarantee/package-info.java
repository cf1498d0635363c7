// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Checks that a table supports exactly-once, and by which mechanism: fence column, deduplication
 * window, views, grants.
 */
package io.flinkhouse.clickhouse.exactlyonce.guarantee;
