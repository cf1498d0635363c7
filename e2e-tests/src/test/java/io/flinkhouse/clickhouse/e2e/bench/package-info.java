// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Benchmarks on real processes; {@code bench.sh} runs them. */
package io.flinkhouse.clickhouse.e2e.bench;
