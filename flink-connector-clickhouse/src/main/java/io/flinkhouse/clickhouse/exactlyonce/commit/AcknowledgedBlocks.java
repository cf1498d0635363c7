// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.Ledger;
import io.flinkhouse.clickhouse.exactlyonce.spool.Spool;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolRetry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Records blocks in the ledger that are in their table, and then removes their files: every few
 * seconds of a commit, and at its end, also of one that fails. Used by all threads of a commit.
 */
final class AcknowledgedBlocks {

    private static final Logger LOG = LoggerFactory.getLogger(AcknowledgedBlocks.class);
    private static final long EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private final Ledger ledger;
    private final Spool spool;
    private final RetryConfig retry;
    private final List<Committable> open = new ArrayList<>();
    private long last = System.nanoTime();

    AcknowledgedBlocks(Ledger ledger, Spool spool, RetryConfig retry) {
        this.ledger = ledger;
        this.spool = spool;
        this.retry = retry;
    }

    /** Takes a block that is in its table. */
    synchronized void add(Committable block) throws IOException, InterruptedException {
        open.add(block);
        recordNowAndThen();
    }

    /** Records what there is if the last time was seconds ago. */
    synchronized void recordNowAndThen() throws IOException, InterruptedException {
        if (System.nanoTime() - last > EVERY_NANOS) {
            record();
        }
    }

    /** Records all blocks so far. */
    synchronized void record() throws IOException, InterruptedException {
        last = System.nanoTime();
        if (open.isEmpty()) {
            return;
        }
        SpoolRetry.call(
                retry,
                "Cannot record in the ledger that " + open.size() + " blocks are committed",
                () -> {
                    ledger.record(open);
                    return null;
                });
        open.forEach(this::discard);
        open.clear();
    }

    /** Removes the file of a block; what is left is an orphan, which is swept by age. */
    void discard(Committable block) {
        try {
            spool.discard(block);
        } catch (IOException e) {
            LOG.info("The spool file of committed {} stays until it is old", block.block(), e);
        }
    }
}
