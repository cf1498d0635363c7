// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Done;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Send;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is done with a block, for all that can be known of it. */
class CommitDecisionTest {

    /**
     * The words of a table: its engine; {@code fence}, with {@code index}; {@code window} (of 10
     * entries, 600 s where replicated); {@code ttl}; {@code view}, which feeds a table with the
     * same window, {@code smallview} with a window of 5, {@code bareview} with none; {@code
     * partitioned}, with {@code unknown} by what the server fills; {@code recreated}; {@code
     * cleanup}; {@code lagging}; {@code quorum}; {@code mutated} since the block was sealed.
     *
     * <p>The block holds 100 rows, or 100 messages, with a fence unless it is {@code unfenced}. It
     * is {@code fresh}, or in doubt: 100 s old with 9 entries since, {@code young} with 4, {@code
     * old} with 10 after an hour, {@code aged} with 4 after an hour, {@code unseen} where the user
     * may not see parts, {@code ahead} where the clock of sealing ran ahead. It may be in the
     * {@code ledger}, or {@code running}. There are so many rows of it, {@code !} if they are in a
     * part that a replica may take back. The policy is {@code fail} if none is named; {@code ?}
     * means that the rows are looked for afterwards.
     */
    @ParameterizedTest(name = "{0} | {1} | {2} | {3}: {4}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # table                                      | block               | there | policy | verdict
            # A fresh block cannot be there. Where it can, its insert looks all the same, as it may outlive its task.
            MergeTree fence                              | rows fresh          |       |        | FRESH GUARDED
            MergeTree fence partitioned                  | rows fresh          |       |        | FRESH GUARDED
            MergeTree fence window index                 | rows fresh          |       |        | FRESH GUARDED
            MergeTree fence window                       | rows fresh          |       |        | FRESH PLAIN
            MergeTree fence window view                  | rows fresh          |       |        | FRESH PLAIN
            MergeTree window                             | rows unfenced fresh |       |        | FRESH PLAIN
            MergeTree fence                              | messages fresh      |       |        | FRESH PLAIN
            ReplicatedMergeTree fence window             | rows fresh          |       |        | FRESH PLAIN
            ReplacingMergeTree(v)                        | rows unfenced fresh |       |        | FRESH PLAIN
            # The ledger decides before anything is asked, and a running insert is waited for.
            MergeTree fence window recreated             | rows old ledger     |       |        | Done LEDGER
            MergeTree window                             | rows unfenced running |     |        | RETRY
            MergeTree fence                              | rows old running    | 100   |        | RETRY
            ReplacingMergeTree(v)                        | rows unfenced running |     |        | RETRY
            # The fence counts rows, however old the block is, with a window or without.
            MergeTree fence                              | rows                |       |        | FENCE_ABSENT GUARDED
            MergeTree fence                              | rows old            |       |        | FENCE_ABSENT GUARDED
            MergeTree fence                              | rows old            | 100   |        | Done FENCE_COMPLETE
            MergeTree fence ttl                          | rows old            |       |        | FENCE_ABSENT GUARDED
            MergeTree fence window                       | rows                |       |        | FENCE_ABSENT GUARDED ?
            MergeTree fence window                       | rows unseen         |       |        | FENCE_ABSENT GUARDED ?
            MergeTree fence window                       | rows                | 100   |        | Done FENCE_COMPLETE
            MergeTree fence partitioned                  | rows old            |       |        | FENCE_ABSENT GUARDED_BY_PARTITION
            MergeTree fence partitioned                  | rows old            | 100   |        | Done FENCE_COMPLETE
            MergeTree fence partitioned                  | rows old            | 60    |        | FENCE_PARTIAL GUARDED_BY_PARTITION
            MergeTree fence window partitioned           | rows                | 60    |        | FENCE_PARTIAL GUARDED_BY_PARTITION ?
            # Without partitions a block is one part: what is missing was removed later.
            MergeTree fence                              | rows old            | 60    |        | Done FENCE_COMPLETE
            # Where the server fills what decides the partition, missing partitions cannot be told.
            MergeTree fence partitioned unknown          | rows old            |       |        | FENCE_ABSENT GUARDED
            MergeTree fence partitioned unknown          | rows old            | 60    | fail   | FAIL
            MergeTree fence window partitioned unknown   | rows                | 60    |        | TOKEN PLAIN ?
            # More rows than the block has: another block carries the same number.
            MergeTree fence                              | rows old            | 101   | fail   | FAIL
            MergeTree fence                              | rows old            | 101   | skip   | Done POLICY_SKIP
            # A view may lack what its source has, and takes it from a repeated insert while the token is remembered.
            MergeTree fence window view                  | rows                | 100   |        | TOKEN PLAIN ?
            MergeTree fence window view                  | rows                | 60    |        | TOKEN PLAIN ?
            MergeTree fence window view                  | rows                |       |        | TOKEN PLAIN ?
            MergeTree fence window view                  | rows old            | 100   |        | Done FENCE_COMPLETE
            MergeTree fence window view                  | rows old            |       |        | FENCE_ABSENT GUARDED ?
            MergeTree fence window view partitioned      | rows old            | 60    |        | FENCE_PARTIAL GUARDED_BY_PARTITION ?
            MergeTree fence window smallview             | rows                | 100   |        | Done FENCE_COMPLETE
            MergeTree fence window smallview             | rows young          | 100   |        | TOKEN PLAIN ?
            MergeTree window smallview                   | rows unfenced       |       | fail   | FAIL
            MergeTree fence window bareview              | rows                | 100   |        | FAIL
            MergeTree fence view                         | rows                | 100   |        | FAIL
            # Of messages nobody knows how many rows they make.
            MergeTree fence                              | messages old        |       |        | FENCE_ABSENT PLAIN
            MergeTree fence window                       | messages old        |       |        | FENCE_ABSENT PLAIN ?
            MergeTree fence                              | messages old        | 7     |        | Done FENCE_COMPLETE
            MergeTree fence                              | messages old        | 1048448 |      | Done FENCE_COMPLETE
            MergeTree fence                              | messages old        | 1048449 | fail | FAIL
            MergeTree fence window                       | messages            | 7     |        | TOKEN PLAIN ?
            MergeTree fence window                       | messages old        | 7     |        | Done FENCE_COMPLETE
            MergeTree fence window partitioned           | messages            | 7     |        | TOKEN PLAIN ?
            MergeTree fence window partitioned           | messages old        | 7     | fail   | FAIL
            MergeTree fence window partitioned           | messages old        | 7     | resend | POLICY_RESEND PLAIN
            MergeTree fence window partitioned           | messages old        | 7     | skip   | Done POLICY_SKIP
            # Without a fence only the token can tell, while it is certainly remembered.
            MergeTree window                             | rows unfenced       |       |        | TOKEN PLAIN
            MergeTree window                             | rows unfenced old   |       | fail   | FAIL
            MergeTree window                             | rows unfenced old   |       | resend | POLICY_RESEND PLAIN
            MergeTree window                             | rows unfenced old   |       | skip   | Done POLICY_SKIP
            MergeTree window                             | rows unfenced unseen |      | fail   | FAIL
            MergeTree window                             | rows unfenced ahead |       | fail   | FAIL
            MergeTree window ttl                         | rows unfenced       |       | fail   | FAIL
            MergeTree                                    | rows unfenced       |       |        | FAIL
            MergeTree fence window                       | rows unfenced       |       |        | TOKEN PLAIN
            MergeTree fence window                       | rows unfenced old   |       | fail   | FAIL
            MergeTree window                             | rows                |       |        | TOKEN PLAIN
            # The same version of a row replaces itself, but not in what a view makes of it.
            ReplacingMergeTree(v)                        | rows unfenced old   |       |        | IDEMPOTENT PLAIN
            ReplacingMergeTree(v) window view            | rows unfenced       |       |        | TOKEN PLAIN
            ReplacingMergeTree(v) window view            | rows unfenced old   |       | fail   | FAIL
            ReplacingMergeTree                           | rows unfenced old   |       |        | FAIL
            ReplacingMergeTree window                    | rows unfenced       |       |        | TOKEN PLAIN
            ReplacingMergeTree(v,d)                      | rows unfenced old   |       |        | IDEMPOTENT PLAIN
            ReplacingMergeTree(v,d) cleanup              | rows unfenced old   |       |        | FAIL
            ReplacingMergeTree(v,d) window cleanup       | rows unfenced       |       |        | TOKEN PLAIN
            ReplacingMergeTree(v,d) window cleanup       | rows unfenced old   |       | fail   | FAIL
            # Another table of the same name says nothing of what was sent to the first.
            MergeTree fence window recreated             | rows                | 100   | fail   | FAIL
            MergeTree fence window recreated             | rows                |       | resend | POLICY_RESEND PLAIN
            ReplacingMergeTree(v) recreated              | rows unfenced       |       | skip   | Done POLICY_SKIP
            # Replicas: the token first; then the fence of a replica that has everything, in parts that stay.
            ReplicatedMergeTree fence window             | rows                |       |        | TOKEN PLAIN
            ReplicatedMergeTree fence window             | rows                | 100   |        | TOKEN PLAIN
            ReplicatedMergeTree fence window             | rows                | 100!  |        | TOKEN PLAIN
            ReplicatedMergeTree fence window lagging     | rows                |       |        | TOKEN PLAIN
            ReplicatedMergeTree fence window quorum      | rows                |       |        | TOKEN PLAIN ?
            ReplicatedMergeTree fence window recreated   | rows                |       |        | TOKEN PLAIN
            ReplicatedMergeTree fence window             | rows aged           | 100   |        | Done FENCE_COMPLETE
            ReplicatedMergeTree fence window             | rows old            | 100   |        | Done FENCE_COMPLETE
            ReplicatedMergeTree fence window             | rows old            | 100!  |        | RETRY
            ReplicatedMergeTree fence window             | rows old            |       |        | FENCE_ABSENT GUARDED ?
            ReplicatedMergeTree fence window partitioned | rows old            | 60    |        | FENCE_PARTIAL GUARDED_BY_PARTITION ?
            ReplicatedMergeTree fence window partitioned | rows old            | 60!   |        | RETRY
            ReplicatedMergeTree fence window lagging     | rows old            |       |        | RETRY
            ReplicatedMergeTree fence window lagging     | rows old            | 100   |        | RETRY
            ReplicatedMergeTree fence window             | messages old        | 7     |        | Done FENCE_COMPLETE
            ReplicatedMergeTree fence window             | messages old        | 7!    |        | RETRY
            ReplicatedMergeTree window                   | rows unfenced aged  |       | fail   | FAIL
            SharedMergeTree fence window                 | rows                | 100   |        | TOKEN PLAIN
            SharedMergeTree fence window                 | rows old            | 100   |        | Done FENCE_COMPLETE
            SharedMergeTree fence window                 | rows old            |       |        | FENCE_ABSENT GUARDED ?
            SharedMergeTree fence window recreated       | rows                |       | fail   | FAIL
            ReplicatedReplacingMergeTree(v)              | rows unfenced old   |       |        | IDEMPOTENT PLAIN
            """)
    void theVerdictFollowsFromTheFacts(
            String table, String block, String there, String policy, String verdict) {
        assertThat(told(() -> decision(table, block, there, policy).verdict())).isEqualTo(verdict);
    }

    /** After the server has acknowledged a block; the words are as above. */
    @ParameterizedTest(name = "{0} | {1} | {2} | {3}: {4}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            MergeTree fence window                       | rows                | 100   |        | Done FENCE_COMPLETE
            MergeTree fence window partitioned           | rows                | 99    |        | Done FENCE_COMPLETE
            MergeTree fence window                       | rows                |       | fail   | FAIL
            MergeTree fence window                       | rows                |       | skip   | Done POLICY_SKIP
            MergeTree fence window                       | rows                |       | resend | POLICY_RESEND RENEWED
            MergeTree fence window mutated               | rows                |       | resend | POLICY_RESEND RENEWED
            MergeTree fence window mutated               | rows                |       | skip   | Done POLICY_SKIP
            MergeTree fence window                       | rows                | 101   | fail   | FAIL
            MergeTree fence                              | rows fresh          | 100   |        | Done FENCE_COMPLETE
            MergeTree fence                              | rows fresh          | 60    | fail   | FAIL
            MergeTree fence                              | rows fresh          | 160   | fail   | FAIL
            MergeTree fence window                       | messages            | 7     |        | Done FENCE_COMPLETE
            MergeTree fence window                       | messages            | 107   |        | Done FENCE_COMPLETE
            MergeTree fence window                       | messages            |       | fail   | FAIL
            ReplicatedMergeTree fence window quorum      | rows                |       |        | RETRY
            ReplicatedMergeTree fence window quorum      | rows                | 100   |        | Done FENCE_COMPLETE
            ReplicatedMergeTree fence window quorum      | rows unseen-before  |       | fail   | FAIL
            ReplicatedMergeTree fence window quorum      | rows unseen-before  |       | resend | POLICY_RESEND RENEWED
            ReplicatedMergeTree fence window quorum      | rows unseen-before  | 100   |        | Done FENCE_COMPLETE
            ReplicatedMergeTree fence window lagging     | rows unseen-before  |       | fail   | RETRY
            """)
    void whatTheServerAcknowledgedIsBelievedIfItIsThere(
            String table, String block, String there, String policy, String verdict) {
        assertThat(
                        told(
                                () ->
                                        decision(table, block, there, policy)
                                                .confirmed(block.contains("fresh"))))
                .isEqualTo(verdict);
    }

    @Test
    void theErrorSaysWhatToLookForAndHowToGoOn() {
        assertThatThrownBy(
                        () ->
                                decision("MergeTree window", "rows unfenced old", null, null)
                                        .verdict())
                .hasMessageContaining("Nothing can tell whether block 0000000000000000000000")
                .hasMessageContaining(
                        "(100 rows) for `db`.`t`, sealed 1970-01-01T00:00:00Z, is already")
                .hasMessageContaining("window: 10 blocks")
                .hasMessageContaining("'sink.exactly-once.in-doubt' = 'resend'")
                .hasMessageContaining("ALTER TABLE `db`.`t` ADD COLUMN `_flink_block` UInt64");
    }

    @Test
    void theErrorNamesWhatMayHaveRemovedRowsThatTheServerRemembers() {
        assertThatThrownBy(
                        () ->
                                decision("MergeTree fence window", "rows", null, null)
                                        .confirmed(false))
                .hasMessageContaining(
                        "a mutation, a DELETE or MOVE PARTITION may have removed the rows")
                .hasMessageContaining("'skip' if they were removed on purpose");
        assertThatThrownBy(
                        () ->
                                decision("MergeTree fence window mutated", "rows", null, null)
                                        .confirmed(false))
                .hasMessageContaining("the mutation 'm' may have removed the rows");
    }

    @Test
    void theErrorNamesTheViewThatCameLater() {
        assertThatThrownBy(
                        () ->
                                decision("MergeTree fence window bareview", "rows", null, null)
                                        .verdict())
                .hasMessageContaining("The materialized view `db`.`v` writes to `db`.`fed`");
    }

    private interface Deciding {
        Verdict verdict() throws ClickHouseException, InterruptedException;
    }

    /** A verdict as a row of the table has it, or the kind of the failure. */
    private static String told(Deciding deciding) {
        try {
            Verdict verdict = deciding.verdict();
            if (verdict instanceof Send send) {
                return send.reason() + " " + send.form() + (send.confirmed() ? " ?" : "");
            }
            return verdict instanceof Done done ? "Done " + done.reason() : "RETRY";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (ClickHouseException e) {
            return e.kind() == FailureKind.FAIL ? "FAIL" : "FAILURE " + e.getMessage();
        }
    }

    private static CommitDecision decision(
            String table, String block, String there, String policy) {
        InDoubtPolicy inDoubt =
                Stream.of(InDoubtPolicy.values())
                        .filter(p -> p.toString().equals(policy))
                        .findFirst()
                        .orElse(InDoubtPolicy.FAIL);
        return new CommitDecision(
                KnownFacts.block(block),
                ExactlyOnceConfig.at("file:///unused").with(inDoubt),
                new KnownFacts(table, block, there == null ? "" : there));
    }
}
