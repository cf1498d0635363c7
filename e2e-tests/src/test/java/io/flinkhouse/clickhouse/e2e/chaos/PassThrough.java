// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.List;

/** Messages that only the server parses. */
final class PassThrough extends FenceAndWindow {

    @Override
    List<String> jobs(JobSql sql) {
        return List.of(
                sql.topic(
                                "(message BYTES)",
                                "'scan.startup.mode' = 'earliest-offset', 'format' = 'raw'")
                        + sql.exactlyOnce(
                                "target", "(message BYTES)", "'sink.input-format' = 'JSONEachRow'")
                        + JobSql.insert("target", "SELECT * FROM " + sql.topic()));
    }
}
