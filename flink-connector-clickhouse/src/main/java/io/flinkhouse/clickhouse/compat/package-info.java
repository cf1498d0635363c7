// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Features that only some Flink lines have. */
package io.flinkhouse.clickhouse.compat;
