// Licensed under the Apache License, Version 2.0: see LICENSE.
/** JMH benchmarks of single classes; docs/benchmarks.md says how to run them. */
package io.flinkhouse.clickhouse.bench;
