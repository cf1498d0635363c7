// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.testutils.storage.ObjectStore;
import io.flinkhouse.clickhouse.testutils.storage.Requests.Kind;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.INLINE;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.SPOOLED;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.seal;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.writer;
import static org.assertj.core.api.Assertions.assertThat;

/** The requests to an object store that exactly-once delivery costs. */
class SpoolRequestsTest {

    private static final int CHECKPOINTS = 1280;
    private static final int SUBTASKS = 8;

    @Test
    void aStartCostsThree() throws Exception {
        ObjectStore store = ObjectStore.bucket("requests-start");
        try (SpoolWriter writer = writer(store.url(), "uid", 1)) {
            writer.probe();
        }

        assertThat(store.requests().all()).as("%s", store.requests()).isLessThanOrEqualTo(3);
    }

    @Test
    void aCheckpointWithoutRowsCostsNone() throws Exception {
        ObjectStore store = ObjectStore.bucket("requests-none");
        try (SpoolWriter writer = writer(store.url(), "uid", 1)) {
            assertThat(writer.take()).isEmpty();
        }

        assertThat(store.requests().all()).isZero();
    }

    /** The record of the commit; what a page leaves to be removed is one in fifty. */
    @Test
    void aCheckpointWithASmallBlockCostsOne() throws Exception {
        ObjectStore store = ObjectStore.bucket("requests-inline");
        double requests = perCheckpoint(store, INLINE);

        assertThat(store.requests().of(Kind.PUT)).isLessThanOrEqualTo(CHECKPOINTS * 101 / 100);
        assertThat(requests).as("%s", store.requests()).isLessThan(1.03);
    }

    @Test
    void aCheckpointWithALargeBlockCostsThree() throws Exception {
        ObjectStore store = ObjectStore.bucket("requests-spooled");

        assertThat(perCheckpoint(store, SPOOLED)).as("%s", store.requests()).isLessThan(3.03);
    }

    /** Of the spool in one subtask that commits what it seals. */
    private static double perCheckpoint(ObjectStore store, int bytes) throws Exception {
        Spool spool = new Spool(store.url());
        try (SpoolWriter writer = writer(store.url(), "uid", 1);
                Ledger ledger = new Ledger(spool)) {
            for (int i = 0; i < CHECKPOINTS; i++) {
                commit(seal(writer, bytes), spool, ledger);
            }
        }
        return (double) store.requests().all() / CHECKPOINTS;
    }

    private static void commit(List<Committable> due, Spool spool, Ledger ledger)
            throws IOException {
        for (Committable committable : due) {
            spool.read(committable).release();
        }
        ledger.record(due);
        for (Committable committable : due) {
            spool.discard(committable);
        }
    }

    @Test
    void aRestoreReadsTheLedgerOfItsOwnBlocksOnly() throws Exception {
        ObjectStore store = ObjectStore.bucket("requests-restore");
        Spool spool = new Spool(store.url());
        List<List<Committable>> restored = new ArrayList<>();
        for (int subtask = 0; subtask < SUBTASKS; subtask++) {
            try (SpoolWriter writer = writer(store.url(), "uid", subtask + 1)) {
                Ledger ledger = new Ledger(spool); // not closed: the process is killed
                for (int i = 0; i < 200; i++) {
                    List<Committable> due = seal(writer, INLINE);
                    ledger.record(due);
                    if (i == 150) {
                        restored.add(due);
                    }
                }
            }
        }
        store.requests().reset();
        for (List<Committable> due : restored) {
            assertThat(new Ledger(spool).committed(due)).hasSize(1);
        }

        assertThat(store.requests().all())
                .as("%s", store.requests())
                .isLessThanOrEqualTo(SUBTASKS * 5);
    }
}
