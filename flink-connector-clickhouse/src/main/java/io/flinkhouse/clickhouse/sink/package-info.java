// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The DataStream sink: builder, writers, the topology of each delivery guarantee. */
package io.flinkhouse.clickhouse.sink;
