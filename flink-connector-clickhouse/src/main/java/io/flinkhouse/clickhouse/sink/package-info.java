// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The DataStream sink: builder, writers, and the operator topology of each delivery guarantee. */
package io.flinkhouse.clickhouse.sink;
