// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Finds the rows that are inserted while a job reads a table, by the numbers of their inserts. */
package io.flinkhouse.clickhouse.source.follow;
