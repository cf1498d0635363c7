// Licensed under the Apache License, Version 2.0: see LICENSE.
/** Reads the rows of an UPDATE or DELETE once. */
package io.flinkhouse.clickhouse.source.reader;
