// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Records of a DataStream to rows of the table. */
package io.flinkhouse.clickhouse.mapping;
