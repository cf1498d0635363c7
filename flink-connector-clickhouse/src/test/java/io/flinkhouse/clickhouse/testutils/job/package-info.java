// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * A Flink cluster in the JVM of the tests, for jobs that need no process of their own. Knows only
 * Flink.
 */
package io.flinkhouse.clickhouse.testutils.job;
