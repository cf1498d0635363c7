// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * Batches of a sink writer: appending rows, flushing by size and age, inserts in flight, retries.
 */
package io.flinkhouse.clickhouse.sink.write;
