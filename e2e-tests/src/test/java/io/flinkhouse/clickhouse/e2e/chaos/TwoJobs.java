// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.List;

/** Two jobs that write to one table: the rows with even ids, and those with odd ids. */
final class TwoJobs extends FenceAndWindow {

    @Override
    List<String> jobs(JobSql sql) {
        return List.of(job(sql, 0), job(sql, 1));
    }

    private static String job(JobSql sql, int rest) {
        return sql.topic("(id BIGINT, payload STRING)", JobSql.JSON)
                + sql.exactlyOnce("target", JobSql.ROWS)
                + JobSql.insert(
                        "target", JobSql.SELECT_ROWS + sql.topic() + " WHERE MOD(id, 2) = " + rest);
    }
}
