// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.procedure.ProcedureCatalog;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.storage.ObjectStore;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a commit leaves in the spool when parts of it fail, on an object store. */
@ExtendWith(ClickHouseExtension.class)
class AcknowledgedITCase {

    private ClickHouseDatabase db;
    private CommitLab lab;
    private ObjectStore store;

    @BeforeEach
    void createTable(ClickHouseDatabase database, @TempDir Path unused) {
        db = database;
        store = ObjectStore.bucket(db.name());
        lab = new CommitLab(db, unused).spoolAt(store.url()).ordered();
        db.execute(
                "CREATE TABLE t (a UInt64, CONSTRAINT small CHECK a < 100) ENGINE = MergeTree"
                        + " ORDER BY a SETTINGS non_replicated_deduplication_window = 100");
    }

    @Test
    void aStoredBlockIsRecordedAlsoWhenTheNextOneFails() throws Exception {
        Committable stored = lab.block("t", "a", "SELECT 1 AS a").inDoubt().seal();
        Committable refused = lab.block("t", "a", "SELECT 100 AS a").inDoubt().seal();
        assertThatThrownBy(() -> lab.commit(stored, refused)).hasMessageContaining("small");
        db.execute("TRUNCATE TABLE t"); // a second insert would show

        assertThat(lab.commit(stored)).containsExactly(stored);
        assertThat(count()).isZero();
    }

    @Test
    void aFileThatCannotBeRemovedFailsNoCommit() throws Exception {
        Committable block = lab.block("t", "a", "SELECT 1 AS a").inDoubt().seal();
        store.faults().refuseDeletes(1);

        lab.commit(block);

        assertThat(count()).isEqualTo(1);
        assertThat(store.keys()).anyMatch(key -> key.endsWith(".block"));
        assertThat(lab.commit(block)).containsExactly(block);
        assertThat(store.keys()).noneMatch(key -> key.endsWith(".block"));
    }

    @Test
    void whatTheLedgerKnowsIsNotRecordedAgain() throws Exception {
        Committable block = lab.block("t", "a", "SELECT 1 AS a").inline().inDoubt().seal();
        lab.commit(block);
        Set<String> recorded = store.keys();

        lab.commit(block);

        assertThat(store.keys()).isEqualTo(recorded).hasSize(1);
    }

    @Test
    void aLedgerThatFailsForAMomentFailsNoCommit() throws Exception {
        Committable block = lab.block("t", "a", "SELECT 1 AS a").inline().inDoubt().seal();
        store.faults().breakPuts("/committed/", 2, 3);

        lab.commit(block);
        db.execute("TRUNCATE TABLE t");

        assertThat(lab.commit(block)).containsExactly(block);
        assertThat(count()).isZero();
    }

    @Test
    void aReplayLeavesOutWhatIsTorn() throws Exception {
        Committable block = lab.block("t", "a", "SELECT 1 AS a").seal();
        store.put(
                "/sink/" + block.id() + "-torn.block",
                Arrays.copyOf(store.get(store.keys().iterator().next()), 50));

        String torn = "'" + store.url() + "/sink/" + block.id() + "-torn.block': torn";
        assertThat(call("list_spool('" + store.url() + "')"))
                .hasSize(2)
                .contains(List.of(block.id().toString(), "1", "not in the ledger"))
                .anySatisfy(row -> assertThat(row.get(0)).startsWith(torn));
        assertThat(call("replay_spool(spool => '" + store.url() + "')"))
                .contains(List.of(block.id().toString(), "1", "inserted"));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> call("list_spool('" + store.url() + "/no-such')"))
                .rootCause()
                .hasMessageContaining("There is no directory")
                .hasMessageContaining("'sink.exactly-once.spool-path'");
        assertThatThrownBy(
                        () ->
                                call(
                                        "replay_spool(spool => '"
                                                + store.url()
                                                + "', in_doubt => 'maybe')"))
                .rootCause()
                .hasMessageContaining("'in_doubt' is 'maybe'");
    }

    /** Returns the id, the rows and the state of each block. */
    private List<List<String>> call(String procedure) throws Exception {
        return ProcedureCatalog.texts(db, procedure, 0, 2, 5);
    }

    private long count() {
        return Long.parseLong(db.query("SELECT count() FROM t").get(0).get(0));
    }
}
