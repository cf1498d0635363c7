// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table that is fed by a topic with an end, in streaming mode: the job ends by itself. Its last
 * rows are sent before the last fault, which so strikes the end of the job.
 */
final class Bounded extends FenceAndWindow {

    private static final long PER_FAULT = 60_000;

    private final long limit;
    private volatile boolean ending;

    Bounded(int faults) {
        long each = PER_FAULT * (faults + 1) / Pipe.PARTITIONS;
        this.limit = each * Pipe.PARTITIONS;
    }

    @Override
    List<String> jobs(JobSql sql) {
        String ends =
                IntStream.range(0, Pipe.PARTITIONS)
                        .mapToObj(p -> "partition:" + p + ",offset:" + limit / Pipe.PARTITIONS)
                        .collect(Collectors.joining(";"));
        return List.of(
                sql.exactlyOnce(
                                "target",
                                JobSql.ROWS,
                                "'topic' = '" + sql.topic() + "'",
                                "'properties.bootstrap.servers' = '" + sql.bootstrapServers() + "'",
                                JobSql.JSON,
                                "'scan.bounded.mode' = 'specific-offsets'",
                                "'scan.bounded.specific-offsets' = '" + ends + "'")
                        + JobSql.insert("target", "SELECT * FROM target"));
    }

    @Override
    void send(KafkaTopic topic, long number, Random random) {
        topic.send((int) (number % Pipe.PARTITIONS), row(number, random));
    }

    /** Ever slower, so that the end is not there before the last fault. */
    @Override
    int pace(long sent, Random random) {
        long left = limit - sent;
        if (ending) {
            return (int) left;
        }
        long spare = left - limit / 10;
        return (int) Math.min(super.pace(sent, random), Math.max(1, spare / 1_000));
    }

    @Override
    void beforeLastFault() {
        ending = true;
    }

    @Override
    boolean isBounded() {
        return true;
    }

    @Override
    boolean lacks(long sent) {
        return ending && sent < limit;
    }
}
