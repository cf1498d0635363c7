// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Updates and deletes from topics and queries, compared row by row with what they should leave. */
package io.flinkhouse.clickhouse.e2e.changes;
