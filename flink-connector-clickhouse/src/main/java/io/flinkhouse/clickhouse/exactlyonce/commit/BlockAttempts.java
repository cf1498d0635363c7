// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Done;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.InsertForm;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Reason;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Send;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Settling;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Wait;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadPrefix;
import io.flinkhouse.clickhouse.exactlyonce.spool.Spool;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler.Remainder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FileNotFoundException;
import java.io.IOException;

/** The attempts to bring one block into its table: each decides, and then sends. */
final class BlockAttempts implements Retry.Attempt<Verdict> {

    private static final Logger LOG = LoggerFactory.getLogger(BlockAttempts.class);

    private final Means means;
    private final Committable committable;
    private final BlockMetadata block;
    private final BlockFacts facts;
    private final CommitDecision decision;
    private Payload withBoundaries;
    private boolean counted;

    /** What every attempt needs. */
    record Means(CommitConfig config, CommitServer server, Spool spool, CommitMetrics metrics) {}

    BlockAttempts(Means means, Committable committable, BlockFacts facts) {
        this.means = means;
        this.committable = committable;
        this.block = committable.block();
        this.facts = facts;
        this.decision = new CommitDecision(block, means.config.exactlyOnce(), facts);
    }

    /** Returns the verdict that was carried out, or that time alone brings one. */
    @Override
    public Verdict run() throws ClickHouseException, InterruptedException {
        try {
            return carryOut(decided());
        } catch (ClickHouseException e) {
            facts.failed();
            throw e;
        }
    }

    private Verdict decided() throws ClickHouseException, InterruptedException {
        boolean fresh = facts.isFresh();
        Verdict verdict = decision.verdict();
        if (!fresh) {
            LOG.info("In doubt: {}: {}", block, verdict);
            if (verdict.equals(new Done(Reason.FENCE_COMPLETE)) && facts.table().hasViews()) {
                LOG.warn(
                        "{} is in its table, and the server may have forgotten its token, so if a crash"
                                + " cut off its views, they lack its rows. Compare the tables of the"
                                + " views with the rows whose fence has the number of the block",
                        block);
            }
        }
        if (!counted && !isPending(verdict)) {
            counted = true;
            means.metrics.resolved(reason(verdict));
        }
        return verdict;
    }

    private static boolean isPending(Verdict verdict) {
        return verdict instanceof Wait || verdict instanceof Settling;
    }

    private static Reason reason(Verdict verdict) {
        return verdict instanceof Done done ? done.reason() : ((Send) verdict).reason();
    }

    private Verdict carryOut(Verdict verdict) throws ClickHouseException, InterruptedException {
        if (verdict instanceof Wait wait) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.RETRY,
                    "Waiting with " + block + ": " + wait.why());
        }
        if (verdict instanceof Send send) {
            send(send);
        } else if (verdict instanceof Settling) {
            facts.failed();
        }
        return verdict;
    }

    private void send(Send send) throws ClickHouseException, InterruptedException {
        Payload payload = payload();
        boolean fresh = facts.isFresh();
        facts.sent();
        long expected = block.payload().rows();
        long written;
        try {
            written = insert(send.form(), payload);
        } catch (ClickHouseException e) {
            if (!block.payload().kind().isRefused(e)) {
                throw e;
            }
            // Nothing of the block is in the table, and its token is unused.
            Remainder rest = means.server.withoutRefused(block, withBoundaries, e);
            means.metrics.refused(rest.leftOut());
            if (rest.isEmpty()) {
                return;
            }
            expected = rest.block().rows();
            written = insert(send.form(), rest.block());
        }
        boolean guarded =
                send.form() == InsertForm.GUARDED || send.form() == InsertForm.GUARDED_BY_PARTITION;
        if (send.confirmed() || guarded && written < expected) {
            Verdict confirmed = decision.confirmed(fresh);
            if (confirmed instanceof Wait) {
                facts.unseen();
            }
            carryOut(confirmed);
        }
    }

    private long insert(InsertForm form, Payload payload) throws ClickHouseException {
        return means.server.insert(block, facts.table(), form, payload);
    }

    private Payload payload() throws ClickHouseException {
        if (withBoundaries == null) {
            withBoundaries = read();
        }
        return new PayloadPrefix(
                withBoundaries, withBoundaries.length() - block.payload().boundaries());
    }

    /** Releases the bytes of the block, which is committed or given up. */
    void release() {
        if (withBoundaries != null) {
            withBoundaries.release();
        }
    }

    private Payload read() throws ClickHouseException {
        try {
            return means.spool.read(committable);
        } catch (FileNotFoundException e) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "The sealed bytes of "
                            + block
                            + " are gone: "
                            + e.getMessage()
                            + ". Either the savepoint is older than 'sink.exactly-once.retention', or"
                            + " 'sink.exactly-once.spool-path' is not a directory that all TaskManagers"
                            + " share, or it was cleaned by hand. The rows were not dropped silently: restore"
                            + " the file, or replay from the source.",
                    e);
        } catch (ClickHouseException e) {
            throw e;
        } catch (IOException e) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE, FailureKind.RETRY, e.getMessage(), e);
        }
    }
}
