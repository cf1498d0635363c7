// Licensed under the Apache License, Version 2.0: see LICENSE.
/** One-pass scan of a table for the rows of an UPDATE or DELETE. */
package io.flinkhouse.clickhouse.source.reader;
