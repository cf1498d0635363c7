// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Where the jobs of tests run that need no process of their own. Knows Flink alone. */
package io.flinkhouse.clickhouse.testutils.job;
