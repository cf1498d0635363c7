// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseReplicas;
import io.flinkhouse.clickhouse.testutils.process.ReplicatedDatabase;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the check that a split is read from the table that it was planned for. */
@ExtendWith(ShowLogs.class)
class ScannedTableITCase {

    private static final String PLAIN = "CREATE TABLE t (k Int64) ENGINE = MergeTree ORDER BY k";
    private static final String REPLICATED =
            "CREATE TABLE t (k Int64) ENGINE = ReplicatedMergeTree("
                    + ReplicatedDatabase.REPLICA
                    + ") ORDER BY k";

    private static ClickHouseReplicas replicas;

    private ReplicatedDatabase db;

    @BeforeAll
    static void start() {
        replicas = ClickHouseReplicas.start(2);
    }

    @AfterAll
    static void stop() {
        replicas.close();
    }

    @BeforeEach
    void create() {
        db = replicas.database();
    }

    @AfterEach
    void drop() {
        db.close();
    }

    @Test
    void aTableThatIsAlteredAndFilledIsTheSame() throws Exception {
        db.on(0).execute(PLAIN);
        String planned = plan();
        db.on(0).execute("ALTER TABLE t ADD COLUMN v Int32");
        db.on(0).execute("INSERT INTO t VALUES (1, 1)");
        check(0, planned);
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, REPLICATED})
    void aTableCreatedAgainIsRefused(String create) throws Exception {
        db.on(0).execute(create);
        String planned = plan();
        db.on(0).execute("DROP TABLE t SYNC");
        assertThatThrownBy(() -> check(0, planned)).hasMessageContaining("does not exist");
        db.on(0).execute(create);
        assertThatThrownBy(() -> check(0, planned))
                .isInstanceOfSatisfying(
                        ClickHouseException.class,
                        e -> assertThat(e.kind()).isEqualTo(FailureKind.FAIL))
                .hasMessageContaining("was created again or exchanged");
    }

    @Test
    void anExchangedTableIsRefused() throws Exception {
        db.on(0).execute(PLAIN);
        db.on(0).execute("CREATE TABLE other AS t");
        String planned = plan();
        db.on(0).execute("EXCHANGE TABLES t AND other");
        assertThatThrownBy(() -> check(0, planned))
                .hasMessageContaining("was created again or exchanged");
    }

    @Test
    void aServerThatDoesNotShareTheTableIsRefused() throws Exception {
        db.execute(PLAIN);
        String planned = plan();
        assertThatThrownBy(() -> check(1, planned))
                .hasMessageContaining("servers with different data");
    }

    /** ON CLUSTER gives a table the same UUID on all servers. */
    @Test
    void aServerWithTheSameUuidAndOtherDataIsRefused() throws Exception {
        db.execute(PLAIN.replace("t (", "t UUID '" + UUID.randomUUID() + "' ("));
        String planned = plan();
        check(0, planned);
        assertThatThrownBy(() -> check(1, planned))
                .hasMessageContaining("servers with different data");
    }

    @Test
    void anotherReplicaIsReadWhenItHasAllRows() throws Exception {
        db.execute(REPLICATED);
        db.stopFetches(1, "t");
        db.on(0).execute("INSERT INTO t VALUES (1)");
        String planned = plan();
        check(0, planned);
        assertThatThrownBy(() -> check(1, planned))
                .isInstanceOfSatisfying(
                        ClickHouseException.class,
                        e -> assertThat(e.kind()).isEqualTo(FailureKind.RETRY))
                .hasMessageContaining("may lack rows that the replica had which planned the scan");
        db.startFetches(1, "t");
        db.sync(1, "t");
        check(1, planned);
    }

    /** They hold no rows of their own, and have another UUID on each server. */
    @Test
    void viewsAreNotChecked() throws Exception {
        db.execute("CREATE VIEW t AS SELECT 1 AS k");
        assertThat(plan()).isEmpty();
        check(1, plan());
    }

    private String plan() throws Exception {
        try (ClickHouseClient client = client(0)) {
            ScanPlan plan =
                    new SplitPlanner(client, PlannedScan.FINE)
                            .plan(Optional.of(path()), PlannedScan.all("t", false), 2);
            return plan.tableId();
        }
    }

    private void check(int replica, String planned) throws Exception {
        try (ClickHouseClient client = client(replica)) {
            ScannedTable.check(client, path(), planned);
        }
    }

    private ClickHouseClient client(int replica) {
        return new ClickHouseClient(db.connection(replica), 1);
    }

    private TablePath path() {
        return new TablePath(db.name(), "t");
    }
}
