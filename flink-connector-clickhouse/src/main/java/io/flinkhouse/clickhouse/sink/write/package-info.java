// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Batches: filled, sealed, sent. */
package io.flinkhouse.clickhouse.sink.write;
