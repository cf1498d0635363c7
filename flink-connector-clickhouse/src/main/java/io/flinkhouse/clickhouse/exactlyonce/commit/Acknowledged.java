// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.Ledger;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolRetry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks that the server has acknowledged, on their way to the ledger. Sending threads add them,
 * the committing thread records them.
 */
final class Acknowledged {

    private static final long EVERY_NANOS = Duration.ofSeconds(2).toNanos();

    private final Ledger ledger;
    private final RetryConfig retry;
    private List<Committable> open = new ArrayList<>();
    private long last = System.nanoTime();

    Acknowledged(Ledger ledger, RetryConfig retry) {
        this.ledger = ledger;
        this.retry = retry;
    }

    synchronized void add(Committable committable) {
        open.add(committable);
    }

    private synchronized List<Committable> take() {
        List<Committable> taken = open;
        open = new ArrayList<>();
        return taken;
    }

    /** Records what there is if the last time was seconds ago. */
    void recordNowAndThen() throws IOException, InterruptedException {
        if (System.nanoTime() - last >= EVERY_NANOS) {
            record();
        }
    }

    void record() throws IOException, InterruptedException {
        List<Committable> due = take();
        if (!due.isEmpty()) {
            SpoolRetry.call(
                    retry,
                    "Cannot record in the ledger that " + due.size() + " blocks are committed",
                    () -> {
                        ledger.record(due);
                        return null;
                    });
        }
        last = System.nanoTime();
    }

    /** Records what was acknowledged before a commit failed. */
    void recordDespite(Throwable failure) {
        try {
            record();
        } catch (IOException e) {
            failure.addSuppressed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.addSuppressed(e);
        }
    }
}
