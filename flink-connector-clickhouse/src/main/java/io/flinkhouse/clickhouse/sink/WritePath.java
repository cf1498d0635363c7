// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.changelog.ChangelogWriter;
import io.flinkhouse.clickhouse.mapping.RowConverter;

/** From a record to the rows that are appended: first its fields, then its kind. */
record WritePath<T>(RowConverter<T> converter, ChangelogWriter changes) {}
