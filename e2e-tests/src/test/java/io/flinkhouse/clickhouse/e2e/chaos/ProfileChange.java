// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;

import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Another profile of the user while the job runs, with settings that break inserts or cut answers.
 * The server starts again with it; answers that get lost put blocks in doubt meanwhile.
 */
final class ProfileChange {

    private static final List<Map<String, String>> PROFILES =
            List.of(
                    Map.of("async_insert", "1", "wait_for_async_insert", "0"),
                    Map.of("insert_deduplicate", "0"),
                    Map.of("max_rows_to_read", "1000", "read_overflow_mode", "break"),
                    Map.of("max_result_rows", "1", "result_overflow_mode", "break"),
                    Map.of("limit", "1"));

    private ProfileChange() {}

    static void strike(Pipe pipe, Random random) {
        Map<String, String> profile = PROFILES.get(random.nextInt(PROFILES.size()));
        Chaos.say("profile " + profile);
        set(pipe, profile);
        pipe.hitInserts(
                1 + random.nextInt(2), new Fault.CutAfterAnswer(), ProfileChange::isRefusal);
        if (random.nextBoolean()) {
            pipe.flink().taskManager(random.nextInt(Pipe.TASK_MANAGERS)).restart();
        }
        pipe.awaitProgress(ProfileChange::isRefusal);
        set(pipe, Map.of());
    }

    /** A limit that cuts responses is refused by the server, and then no job goes on. */
    private static boolean isRefusal(String failure) {
        return failure.contains("(TOO_MANY_ROWS");
    }

    private static void set(Pipe pipe, Map<String, String> profile) {
        for (ClickHouseServer server : pipe.servers()) {
            server.configureUsers(pipe.shape().server(profile));
            server.restart();
        }
    }
}
