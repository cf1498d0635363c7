// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.changelog.ChangelogWriter;
import io.flinkhouse.clickhouse.mapping.RowConverter;

/** Converts a record to a row and writes it by its row kind. */
record WritePath<T>(RowConverter<T> converter, ChangelogWriter changes) {}
