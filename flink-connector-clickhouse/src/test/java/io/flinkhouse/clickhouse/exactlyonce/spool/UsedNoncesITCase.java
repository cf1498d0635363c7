// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.KnownSettings;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** The nonce of a writer at its start, by what other sinks have written. */
@ExtendWith(ClickHouseExtension.class)
class UsedNoncesITCase {

    private static final long NONCE = 0x7654_ABCDL;
    private static final int SUBTASK = 3;

    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        db.execute("CREATE TABLE t (_flink_block UInt64) ENGINE = MergeTree ORDER BY ()");
    }

    @Test
    void isTheWantedOneWhereNobodyUsesIt() throws Exception {
        write(NONCE + 1, SUBTASK, Duration.ZERO);
        write(NONCE, SUBTASK + 1, Duration.ZERO);
        write(NONCE, SUBTASK, Duration.ofHours(2));

        assertThat(avoid()).isEqualTo(0xABCD);
    }

    @Test
    void isTheNextOneThatTheSubtaskOfNoOtherSinkUses() throws Exception {
        write(NONCE, SUBTASK, Duration.ofMinutes(59));
        write(NONCE + 1, SUBTASK, Duration.ZERO);

        assertThat(avoid()).isEqualTo(0xABCF);
    }

    private void write(long nonce, int subtask, Duration age) {
        long then = System.currentTimeMillis() - age.toMillis();
        db.execute(
                "INSERT INTO t SETTINGS async_insert = 0 VALUES ("
                        + new FenceSequence(nonce, subtask, () -> then).next()
                        + ")");
    }

    private long avoid() throws Exception {
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            return UsedNonces.avoid(
                            client,
                            KnownSettings.of(client).deciding(),
                            new TablePath(db.name(), "t"),
                            "_flink_block",
                            new WriterAttempt("uid", 1, NONCE, SUBTASK))
                    .nonce();
        }
    }
}
