// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Declarations of the metrics of sink writers and sources, and a histogram of recent values. */
package io.flinkhouse.clickhouse.metrics;
