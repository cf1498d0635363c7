// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** The replicas of a test are separate servers that fetch each other's parts. */
@ExtendWith(ClickHouseExtension.class)
class ClickHouseReplicasITCase {

    private static ClickHouseReplicas replicas;

    @BeforeAll
    static void start() {
        replicas = ClickHouseReplicas.start(2);
    }

    @AfterAll
    static void stop() {
        replicas.close();
    }

    @Test
    void areTwoServersAndStaySoAfterAKill() {
        String first = uuid(0);
        assertThat(uuid(1)).isNotEqualTo(first);

        replicas.replica(0).restart();

        assertThat(uuid(0)).isEqualTo(first);
    }

    @Test
    void fetchPartsFromEachOther() {
        try (ReplicatedDatabase db = replicas.database()) {
            db.execute(
                    "CREATE TABLE t (a UInt64) ENGINE = ReplicatedMergeTree("
                            + ReplicatedDatabase.REPLICA
                            + ") ORDER BY a");

            db.on(0).execute("INSERT INTO t SELECT number FROM numbers(10)");
            db.sync(1, "t");
            db.on(1).execute("INSERT INTO t SELECT number FROM numbers(5)");
            db.sync(0, "t");

            assertThat(db.value(0, "SELECT count() FROM t")).isEqualTo("15");
            assertThat(db.value(1, "SELECT count() FROM t")).isEqualTo("15");
            String table = "SELECT uuid FROM system.tables WHERE name = 't' AND database = '";
            assertThat(db.value(0, table + db.name() + "'"))
                    .as("created on each replica by itself")
                    .isNotEqualTo(db.value(1, table + db.name() + "'"));
        }
    }

    private static String uuid(int replica) {
        return replicas.replica(replica).query("SELECT serverUUID()").get(0).get(0);
    }
}
