// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Tests updates and deletes from topics and queries, and compares the resulting rows. */
package io.flinkhouse.clickhouse.e2e.changes;
