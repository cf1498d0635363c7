// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Done;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Send;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.Ledger;
import io.flinkhouse.clickhouse.sql.FenceColumn;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** The verdicts of {@link CommitDecisionTest} that one server can bring about, in that state. */
@ExtendWith(ClickHouseExtension.class)
class VerdictsITCase {

    @TempDir Path spool;

    /** The words are those of {@link CommitDecisionTest}. */
    @ParameterizedTest(name = "{0} | {1} | {2}: {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            MergeTree fence                            | rows fresh          |     | FRESH GUARDED
            MergeTree fence window index               | rows fresh          |     | FRESH GUARDED
            MergeTree fence window                     | rows fresh          |     | FRESH PLAIN
            MergeTree fence window view                | rows fresh          |     | FRESH PLAIN
            MergeTree window                           | rows unfenced fresh |     | FRESH PLAIN
            MergeTree fence                            | messages fresh      |     | FRESH PLAIN
            MergeTree window                           | rows unfenced old ledger |  | Done LEDGER
            MergeTree fence                            | rows old            |     | FENCE_ABSENT GUARDED
            MergeTree fence                            | rows old            | 100 | Done FENCE_COMPLETE
            MergeTree fence ttl                        | rows old            |     | FENCE_ABSENT GUARDED
            MergeTree fence window                     | rows                |     | FENCE_ABSENT GUARDED ?
            MergeTree fence window                     | rows                | 100 | Done FENCE_COMPLETE
            MergeTree fence                            | rows old            | 60  | Done FENCE_COMPLETE
            MergeTree fence partitioned                | rows old            |     | FENCE_ABSENT GUARDED_BY_PARTITION
            MergeTree fence partitioned                | rows old            | 60  | FENCE_PARTIAL GUARDED_BY_PARTITION
            MergeTree fence partitioned unknown        | rows old            |     | FENCE_ABSENT GUARDED
            MergeTree fence partitioned unknown        | rows old            | 60  | FAIL
            MergeTree fence window partitioned unknown | rows                | 60  | TOKEN PLAIN ?
            MergeTree fence                            | rows old            | 101 | FAIL
            MergeTree fence window view                | rows                | 100 | TOKEN PLAIN ?
            MergeTree fence window view                | rows old            | 100 | Done FENCE_COMPLETE
            MergeTree fence window view                | rows old            |     | FENCE_ABSENT GUARDED ?
            MergeTree fence window smallview           | rows few            | 100 | Done FENCE_COMPLETE
            MergeTree window smallview                 | rows unfenced few   |     | FAIL
            MergeTree fence window bareview            | rows                | 100 | FAIL
            MergeTree fence                            | messages old        |     | FENCE_ABSENT PLAIN
            MergeTree fence                            | messages old        | 7   | Done FENCE_COMPLETE
            MergeTree fence window                     | messages            | 7   | TOKEN PLAIN ?
            MergeTree fence window partitioned         | messages old        | 7   | FAIL
            MergeTree window                           | rows unfenced       |     | TOKEN PLAIN
            MergeTree window                           | rows unfenced old   |     | FAIL
            MergeTree window                           | rows unfenced ahead |     | FAIL
            MergeTree window ttl                       | rows unfenced       |     | FAIL
            MergeTree                                  | rows unfenced       |     | FAIL
            ReplacingMergeTree(v)                      | rows unfenced old   |     | IDEMPOTENT PLAIN
            ReplacingMergeTree(v) window view          | rows unfenced       |     | TOKEN PLAIN
            ReplacingMergeTree                         | rows unfenced old   |     | FAIL
            ReplacingMergeTree(v,d) cleanup            | rows unfenced old   |     | FAIL
            MergeTree fence window recreated           | rows                | 100 | FAIL
            """)
    void followFromTheStateOfTheServer(
            String table, String block, String there, String verdict, ClickHouseDatabase db)
            throws Exception {
        Set<String> ofTable = Set.of(table.split(" "));
        Set<String> ofBlock = Set.of(block.split(" "));
        create(db, table.split(" ")[0], ofTable);
        CommitLab lab = new CommitLab(db, spool);
        Committable sealed = seal(lab, ofBlock);
        bringIn(db, sealed, ofBlock, there == null ? 0 : Integer.parseInt(there));
        if (ofTable.contains("recreated")) {
            db.execute("DROP TABLE t SYNC");
            create(db, table.split(" ")[0], ofTable);
        }
        Ledger ledger = new Ledger(lab.spool());
        if (ofBlock.contains("ledger")) {
            ledger.record(List.of(sealed));
        }

        assertThat(decided(lab, ledger, sealed, ofBlock)).isEqualTo(verdict);
    }

    private static String decided(
            CommitLab lab, Ledger ledger, Committable sealed, Set<String> ofBlock)
            throws InterruptedException {
        try (CommitServer server = new HttpCommitServer(lab.config())) {
            BlockFacts facts =
                    new BlockFacts(
                            new BlockFacts.Sources(server, ledger, new HashMap<>()),
                            sealed,
                            ofBlock.contains("fresh"),
                            false);
            facts.failed(); // so that the ledger is asked
            Verdict verdict =
                    new CommitDecision(sealed.block(), lab.config().exactlyOnce(), facts).verdict();
            if (verdict instanceof Send send) {
                return send.reason() + " " + send.form() + (send.confirmed() ? " ?" : "");
            }
            return verdict instanceof Done done ? "Done " + done.reason() : "RETRY";
        } catch (ClickHouseException e) {
            return e.kind() == FailureKind.FAIL ? "FAIL" : "FAILURE " + e.getMessage();
        }
    }

    private static Committable seal(CommitLab lab, Set<String> words) throws Exception {
        if (words.contains("messages")) {
            String[] messages = new String[100];
            for (int i = 0; i < messages.length; i++) {
                messages[i] = "{\"a\":" + i + "}";
            }
            return lab.messages("t", 0, messages);
        }
        CommitLab.Sealer sealer =
                lab.block("t", "a", "SELECT number AS a FROM numbers(100)")
                        .inline()
                        .inDoubt()
                        .sealedSecondsAgo(words.contains("ahead") ? -120 : 0);
        return words.contains("unfenced") ? sealer.seal() : sealer.fenced().seal();
    }

    /** Rows of the block, then inserts of others: more than the window holds of an old block. */
    private static void bringIn(
            ClickHouseDatabase db, Committable sealed, Set<String> words, int rows) {
        if (rows > 0) {
            db.execute(
                    "INSERT INTO t (a, _flink_block) SELECT number, "
                            + Long.toUnsignedString(sealed.block().target().fence())
                            + " FROM numbers("
                            + rows
                            + ") SETTINGS insert_allow_materialized_columns = 1, async_insert = 0");
        }
        int others = words.contains("old") ? 11 : words.contains("few") ? 3 : 0;
        for (int i = 0; i < others; i++) {
            db.execute("INSERT INTO t (a) SETTINGS async_insert = 0 VALUES (" + (1_000 + i) + ")");
        }
    }

    private static void create(ClickHouseDatabase db, String engine, Set<String> words) {
        boolean unknown = words.contains("unknown");
        String window = " SETTINGS non_replicated_deduplication_window = ";
        db.execute(
                "CREATE TABLE t (a UInt64, v UInt8 DEFAULT 0, d UInt8 DEFAULT 0, at DateTime DEFAULT now()"
                        + (words.contains("fence")
                                ? ", _flink_block UInt64 MATERIALIZED " + FenceColumn.VALUE
                                : "")
                        + (words.contains("index")
                                ? ", INDEX f _flink_block TYPE minmax GRANULARITY 1"
                                : "")
                        + ") ENGINE = "
                        + engine
                        + (unknown
                                ? " PARTITION BY toYYYYMMDD(at)"
                                : words.contains("partitioned") ? " PARTITION BY a % 2" : "")
                        + " ORDER BY a"
                        + (words.contains("ttl") ? " TTL at + INTERVAL 1 DAY" : "")
                        + window
                        + (words.contains("window") ? 10 : 0)
                        + (words.contains("cleanup")
                                ? ", allow_experimental_replacing_merge_with_cleanup = 1"
                                : ""));
        for (String view : List.of("view", "smallview", "bareview")) {
            if (words.contains(view)) {
                int size = view.equals("view") ? 10 : view.equals("smallview") ? 3 : 0;
                db.execute(
                        "CREATE TABLE fed (a UInt64) ENGINE = MergeTree ORDER BY a"
                                + window
                                + size);
                db.execute("CREATE MATERIALIZED VIEW v TO fed AS SELECT a FROM t");
            }
        }
    }
}
