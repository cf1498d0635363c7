// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Declarations of all metrics, and the histogram behind some. */
package io.flinkhouse.clickhouse.metrics;
