// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Lookup joins: keys in batches, their queries, and the rows of a full cache. */
package io.flinkhouse.clickhouse.lookup;
