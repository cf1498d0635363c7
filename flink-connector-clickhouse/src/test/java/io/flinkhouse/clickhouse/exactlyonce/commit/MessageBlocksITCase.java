// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.sql.FenceColumn;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests blocks of messages that are committed once, again, late, or with refused messages. */
@ExtendWith(ClickHouseExtension.class)
class MessageBlocksITCase {

    private static final String[] GOOD = {"{\"a\":1}", "{\"a\":2}", "{\"a\":3}"};
    private static final String[] SOME_BAD = {
        "{\"a\":1}", "{\"a\":nul}", "{\"a\":\"x\"}", "{\"a\":2}"
    };
    private static final long OLD = 100_000;

    @TempDir Path spool;
    private ClickHouseDatabase db;
    private CommitLab lab;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        lab = new CommitLab(db, spool);
    }

    private void create(String partitions, String window) {
        db.execute(
                "CREATE TABLE t (a UInt64, _flink_block UInt64 MATERIALIZED "
                        + FenceColumn.VALUE
                        + ") ENGINE = MergeTree "
                        + partitions
                        + " ORDER BY a"
                        + window);
    }

    private static final String WINDOW = " SETTINGS non_replicated_deduplication_window = 100";

    @Test
    void aRepeatedBlockIsDroppedByItsToken() throws Exception {
        create("PARTITION BY a % 2", WINDOW);
        Committable block = messages(0, GOOD);

        commit(block);
        commit(block);

        assertThat(rows()).isEqualTo("1,2,3");
    }

    @Test
    void aBlockIsFoundByItsFenceWithoutAWindow() throws Exception {
        create("", "");
        Committable block = messages(OLD, GOOD);

        commit(block);
        commit(block);

        assertThat(rows()).isEqualTo("1,2,3");
    }

    @Test
    void whatLacksAPartitionCannotBeDecidedWithoutAWindow() throws Exception {
        create("PARTITION BY a % 2", "");
        Committable block = messages(OLD, GOOD);
        commit(block);
        db.execute("ALTER TABLE t DROP PARTITION ID '0'");

        assertThatThrownBy(() -> commit(block))
                .hasMessageContaining("messages do not say how many there must be");
    }

    @Test
    void theRestOfARefusedBlockIsSentOnceAndSoAreItsLetters() throws Exception {
        create("", WINDOW);
        Committable block = messages(0, SOME_BAD);

        commit(block);
        commit(block);

        assertThat(rows()).isEqualTo("1,2");
        assertThat(db.query("SELECT raw_message FROM dead ORDER BY raw_message"))
                .containsExactly(List.of("{\"a\":\"x\"}"), List.of("{\"a\":nul}"));
    }

    @Test
    void theRestOfARefusedBlockIsFoundByItsFence() throws Exception {
        create("", "");
        Committable block = messages(OLD, SOME_BAD);

        commit(block);
        commit(block);

        assertThat(rows()).isEqualTo("1,2");
    }

    private String rows() {
        return db.query("SELECT arrayStringConcat(arraySort(groupArray(a)), ',') FROM t")
                .get(0)
                .get(0);
    }

    /** As after a restart that forgot the ledger. */
    private void commit(Committable block) throws Exception {
        Path place = spool.resolve(String.valueOf(System.nanoTime()));
        new CommitLab(db, place).letters("dead").commit(block);
    }

    private Committable messages(long secondsAgo, String... messages) throws IOException {
        return lab.messages("t", secondsAgo, messages);
    }
}
