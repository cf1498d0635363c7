// Licensed under the Apache License, Version 2.0: see LICENSE.
/** What Flink tells data catalogs about the tables that a job reads and writes. */
package io.flinkhouse.clickhouse.lineage;
