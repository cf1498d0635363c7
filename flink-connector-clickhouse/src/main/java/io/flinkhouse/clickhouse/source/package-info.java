// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The DataStream source: builder and the FLIP-27 source. */
package io.flinkhouse.clickhouse.source;
