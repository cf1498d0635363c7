// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtDecision.Facts;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.InDoubtQueries.Replica;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees.FedTable;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadInfo;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the decision on a block in doubt for all combinations of facts. */
class InDoubtDecisionTest {

    private static final TablePath TABLE = new TablePath("db", "t");
    private static final String FENCE = "_flink_block";

    /**
     * The words of a table: its engine, {@code fence}, {@code window} (of 10 inserts, 600 s where
     * replicated), {@code view}, {@code partitioned}, {@code recreated}. The block holds 100 rows,
     * or 100 messages, with a fence unless it is {@code unfenced}; {@code old} means that the
     * server may have forgotten its token. The stored rows are given by partition. The policy is
     * {@code fail} if not named.
     */
    @ParameterizedTest(name = "{0} | {1} | {2} | {3}: {4}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # table                                    | block             | there       | policy | verdict
            # The fence counts rows, however old the block is.
            MergeTree fence                            | rows              |             |        | Send FENCE_ABSENT
            MergeTree fence                            | rows old          |             |        | Send FENCE_ABSENT
            MergeTree fence                            | rows old          | p=100       |        | Done FENCE_COMPLETE
            MergeTree fence                            | rows old          | p=60 q=40   |        | Done FENCE_COMPLETE
            MergeTree fence                            | rows old          | p=60        |        | Repair p
            MergeTree fence                            | rows old          | p=60 q=39   |        | Repair p q
            MergeTree fence                            | rows old          | p=101       |        | Done FENCE_COMPLETE
            # With a window that covers the block, the server itself drops what it has.
            MergeTree fence window                     | rows              |             |        | Send FENCE_ABSENT
            MergeTree fence window                     | rows              | p=60        |        | Send FENCE_PARTIAL
            MergeTree fence window                     | rows old          | p=60        |        | Repair p
            MergeTree fence window                     | rows              | p=100       |        | Done FENCE_COMPLETE
            MergeTree fence window                     | rows old          | p=100       |        | Done FENCE_COMPLETE
            MergeTree fence window                     | rows unseen       | p=60        |        | Repair p
            MergeTree fence window                     | rows unseen       |             |        | Send FENCE_ABSENT
            # A view may lack what its source has.
            MergeTree fence window view                | rows              | p=100       |        | Send VIEWS_AGAIN
            MergeTree fence window view                | rows old          | p=100       |        | Done FENCE_COMPLETE
            MergeTree fence window view                | rows              | p=60        |        | Send FENCE_PARTIAL
            MergeTree fence window view                | rows              |             |        | Send FENCE_ABSENT
            # Of messages nobody knows how many rows they make.
            MergeTree fence                            | messages          |             |        | Send FENCE_ABSENT
            MergeTree fence                            | messages old      | p=7         |        | Done FENCE_COMPLETE
            MergeTree fence window                     | messages          | p=7         |        | Send TOKEN
            MergeTree fence window                     | messages old      | p=7         |        | Done FENCE_COMPLETE
            MergeTree fence window partitioned         | messages          | p=7         |        | Send TOKEN
            MergeTree fence window partitioned         | messages old      | p=7         | fail   | FAIL
            MergeTree fence window partitioned         | messages old      | p=7         | resend | Send POLICY_RESEND
            MergeTree fence window partitioned         | messages old      | p=7         | skip   | Done POLICY_SKIP
            MergeTree fence                            | messages old      | p=1048448   |        | Done FENCE_COMPLETE
            MergeTree fence                            | messages old      | p=1048449   | fail   | FAIL
            # Without a fence only the token can tell.
            MergeTree window                           | rows unfenced     |             |        | Send TOKEN
            MergeTree window                           | rows unfenced old |             | fail   | FAIL
            MergeTree window                           | rows unfenced old |             | resend | Send POLICY_RESEND
            MergeTree window                           | rows unfenced old |             | skip   | Done POLICY_SKIP
            MergeTree                                  | rows unfenced     |             | fail   | FAIL
            MergeTree window                           | rows unfenced unseen |          | fail   | FAIL
            MergeTree fence window                     | rows unfenced     |             |        | Send TOKEN
            MergeTree fence window                     | rows unfenced old |             | fail   | FAIL
            MergeTree window                           | rows              |             |        | Send TOKEN
            MergeTree window                           | rows old          |             | fail   | FAIL
            # The same version of a row replaces itself, but not in what a view makes of it.
            ReplacingMergeTree(v)                      | rows unfenced old |             |        | Send IDEMPOTENT
            ReplacingMergeTree(v) window view          | rows unfenced     |             |        | Send TOKEN
            ReplacingMergeTree(v) window view          | rows unfenced old |             | fail   | FAIL
            ReplacingMergeTree                         | rows unfenced old |             | fail   | FAIL
            ReplacingMergeTree window                  | rows unfenced     |             |        | Send TOKEN
            # Another table of the same name says nothing of what was sent to the first.
            MergeTree fence window recreated           | rows              | p=100       | fail   | FAIL
            MergeTree fence window recreated           | rows              |             | resend | Send POLICY_RESEND
            ReplacingMergeTree(v) recreated            | rows unfenced     |             | skip   | Done POLICY_SKIP
            # A replica that lags may lack what is there.
            ReplicatedMergeTree fence                  | rows old          |             |        | Send FENCE_ABSENT
            ReplicatedMergeTree fence lagging          | rows old          |             |        | RETRY
            ReplicatedMergeTree fence readonly         | rows old          |             |        | RETRY
            ReplicatedMergeTree fence lagging          | rows old          | p=100       |        | Done FENCE_COMPLETE
            ReplicatedMergeTree fence window lagging   | rows              |             |        | Send FENCE_ABSENT
            ReplicatedMergeTree fence window lagging   | rows old          |             |        | RETRY
            MergeTree fence lagging                    | rows old          |             |        | Send FENCE_ABSENT
            """)
    void theVerdictFollowsFromTheFacts(
            String table, String block, String there, String policy, String verdict) {
        assertThat(told(table, block, there, policy)).isEqualTo(verdict);
    }

    @Test
    void theErrorSaysWhatToLookForAndHowToGoOn() {
        assertThatThrownBy(
                        () ->
                                decision(
                                                "MergeTree window",
                                                "rows unfenced old",
                                                null,
                                                InDoubtPolicy.FAIL)
                                        .verdict())
                .hasMessageContaining("Nothing can tell whether block 0000000000000000000000")
                .hasMessageContaining("(100 rows) for `db`.`t`, sealed 3600 s ago, is already")
                .hasMessageContaining("window: 10 blocks")
                .hasMessageContaining("'sink.exactly-once.in-doubt' = 'resend'")
                .hasMessageContaining("ALTER TABLE `db`.`t` ADD COLUMN `_flink_block` UInt64");
    }

    @ParameterizedTest(name = "a replica {0} s behind, a block of {1} s: {2}")
    @CsvSource({
        "0, 59, RETRY",
        "0, 60, Send FENCE_ABSENT",
        "9, 68, RETRY",
        "9, 69, Send FENCE_ABSENT"
    })
    void aReplicaIsTrustedAMinuteBeyondItsDelay(long delay, long age, String verdict) {
        Facts facts =
                new Known(age, Map.of(), OptionalLong.of(0), List.of(new Replica(false, delay)));
        assertThat(
                        told(
                                new InDoubtDecision(
                                        table("ReplicatedMergeTree fence"),
                                        FENCE,
                                        InDoubtPolicy.FAIL,
                                        block("rows"),
                                        facts)))
                .isEqualTo(verdict);
    }

    private static String told(String table, String block, String there, String policy) {
        return told(
                decision(
                        table,
                        block,
                        there,
                        Stream.of(InDoubtPolicy.values())
                                .filter(p -> p.toString().equals(policy))
                                .findFirst()
                                .orElse(InDoubtPolicy.FAIL)));
    }

    /** A verdict as a row of the table has it, or the kind of the failure. */
    private static String told(InDoubtDecision decision) {
        try {
            InDoubtVerdict verdict = decision.verdict();
            if (verdict instanceof InDoubtVerdict.Send send) {
                return "Send " + send.reason();
            }
            return verdict instanceof InDoubtVerdict.Done done
                    ? "Done " + done.reason()
                    : "Repair "
                            + String.join(
                                    " ",
                                    ((InDoubtVerdict.Repair) verdict)
                                            .partitionsPresent().stream().sorted().toList());
        } catch (ClickHouseException e) {
            return e.kind() == FailureKind.FAIL ? "FAIL" : e.kind().toString();
        }
    }

    private static InDoubtDecision decision(
            String table, String block, String there, InDoubtPolicy policy) {
        boolean old = block.contains("old");
        Map<String, Long> rows = new TreeMap<>();
        for (String partition : there == null ? new String[0] : there.split(" ")) {
            rows.put(partition.split("=")[0], Long.valueOf(partition.split("=")[1]));
        }
        Facts facts =
                new Known(
                        old ? 3_600 : 100,
                        rows,
                        block.contains("unseen")
                                ? OptionalLong.empty()
                                : OptionalLong.of(old ? 10 : 9),
                        List.of(
                                new Replica(
                                        table.contains("readonly"),
                                        table.contains("lagging") ? 7_200 : 0)));
        return new InDoubtDecision(table(table), FENCE, policy, block(block), facts);
    }

    private static TableGuarantees table(String words) {
        String engine = words.split(" ")[0];
        boolean replicated = engine.startsWith("Replicated");
        DedupWindow window =
                words.contains("window")
                        ? new DedupWindow(10, replicated ? 600 : 0)
                        : DedupWindow.NONE;
        TableDescription target =
                new TableDescription(
                        TABLE,
                        words.contains("recreated") ? "new" : "uuid",
                        TableEngine.parse(engine.replaceFirst("\\(.*", ""), engine),
                        engine,
                        "",
                        List.of("a"),
                        words.contains("partitioned") ? "p" : "",
                        "UTC",
                        List.of(),
                        List.of());
        List<FedTable> fed =
                words.contains("view")
                        ? List.of(new FedTable(target, new TablePath("db", "v"), window))
                        : List.of();
        boolean fence = words.contains("fence");
        return new TableGuarantees(target, window, fence, fence, fed);
    }

    private static BlockMetadata block(String words) {
        return new BlockMetadata(
                new BlockId(0, 1),
                new BlockOrigin("uid", BlockOrigin.NEW, 0),
                new InsertTarget(TABLE, "uuid", "INSERT", words.contains("unfenced") ? 0 : 42),
                new PayloadInfo(
                        words.contains("messages") ? BlockKind.MESSAGES : BlockKind.ROWS,
                        100,
                        1_000,
                        0,
                        true,
                        words.contains("messages") ? 10 : 0));
    }

    private record Known(
            long ageSeconds,
            Map<String, Long> rowsPresent,
            OptionalLong insertsSince,
            List<Replica> replicas)
            implements Facts {}
}
