// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Reads the rows of a table once, for UPDATE and DELETE. */
package io.flinkhouse.clickhouse.source.reader;
