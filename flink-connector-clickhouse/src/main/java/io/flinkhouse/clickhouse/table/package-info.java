// Licensed under the Apache License, Version 2.0: see LICENSE.
/** The SQL connector: options, factory, checks at planning, table source and table sink. */
package io.flinkhouse.clickhouse.table;
