// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.sink.changelog.ChangelogWriter;
import io.flinkhouse.sink.rows.RowConverter;

/** From a record to the rows that are appended: first its fields, then its kind. */
record WritePath<T>(RowConverter<T> converter, ChangelogWriter changes) {}
