// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Sealed blocks between checkpoint and commit: spool files, committables in Flink's state, the
 * ledger.
 */
package io.flinkhouse.clickhouse.exactlyonce.spool;
