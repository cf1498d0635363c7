// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * The DataStream sink: builder, batches, writers, metrics.
 *
 * <p>A writer turns records into rows, rows into sealed blocks ({@link
 * io.flinkhouse.sink.InsertBatch}) and sends the blocks on threads of its own ({@link
 * io.flinkhouse.sink.InFlightInserts}). The delivery guarantee decides once which sink class is
 * built.
 */
package io.flinkhouse.sink;
