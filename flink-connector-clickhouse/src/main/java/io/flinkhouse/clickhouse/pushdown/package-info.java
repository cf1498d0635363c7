// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Flink's filters as SQL of the server. */
package io.flinkhouse.clickhouse.pushdown;
