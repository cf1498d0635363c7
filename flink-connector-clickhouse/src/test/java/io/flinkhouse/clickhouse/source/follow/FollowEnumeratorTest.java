// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.FollowConfig;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.source.enumerator.ScanState;
import io.flinkhouse.clickhouse.source.split.BlockCursors;
import io.flinkhouse.clickhouse.source.split.BlockRange;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.source.split.TableSplit;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext.SplitAssignmentState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which reader gets the splits that a failed one gives back. Partition "all" belongs to
 * reader 1 of two.
 */
class FollowEnumeratorTest {

    private static final int OTHER = 0;
    private static final int OWNER = 1;

    private final TestingSplitEnumeratorContext<TableSplit> context =
            new TestingSplitEnumeratorContext<>(2);
    private FollowEnumerator enumerator;

    @BeforeEach
    void registerReaders() {
        assertThat(Math.floorMod("all".hashCode(), 2)).isEqualTo(OWNER);
        context.registerReader(OTHER, "a");
        context.registerReader(OWNER, "b");
        enumerator = enumerator(List.of());
    }

    @AfterEach
    void close() {
        enumerator.close();
    }

    @Test
    void rangesOfAPartitionWaitForThoseThatItsReaderHasRestored() {
        enumerator.addSplitsBack(List.of(range(11, 20), range(21, 30)), OWNER);
        enumerator.handleSplitRequest(OTHER, "a");
        assertThat(assigned(OTHER)).isEmpty();
        assertThat(assigned(OWNER)).isEmpty(); // it still reads inserts 1 to 10

        enumerator.handleSplitRequest(OWNER, "b");
        assertThat(assigned(OWNER)).containsExactly("all 11-20");
        enumerator.handleSplitRequest(OWNER, "b");
        assertThat(assigned(OWNER)).containsExactly("all 11-20", "all 21-30");
        assertThat(assigned(OTHER)).isEmpty();
    }

    @Test
    void rangesThatComeBackLateAreReadInTheirOrder() {
        enumerator.addSplitsBack(List.of(range(21, 30)), OWNER);
        enumerator.addSplitsBack(List.of(range(11, 20)), OWNER);
        enumerator.handleSplitRequest(OTHER, "a");
        enumerator.handleSplitRequest(OWNER, "b");
        enumerator.handleSplitRequest(OWNER, "b");
        assertThat(assigned(OWNER)).containsExactly("all 11-20", "all 21-30");
    }

    @Test
    void rangesOfACheckpointWaitUntilAllReadersAreIdle() {
        enumerator.close();
        enumerator = enumerator(List.of(range(11, 20)));
        enumerator.handleSplitRequest(OWNER, "b");
        assertThat(assigned(OWNER)).isEmpty(); // with another parallelism, 1 to 10 may be elsewhere
        enumerator.handleSplitRequest(OTHER, "a");
        assertThat(assigned(OWNER)).containsExactly("all 11-20");
    }

    @Test
    void splitsWithoutOrderGoToAnyReader() {
        enumerator.addSplitsBack(
                List.of(range(11, 20), new TableSplit("rows", "id < 10", Optional.empty())), OWNER);
        enumerator.handleSplitRequest(OTHER, "a");
        assertThat(assigned(OTHER)).containsExactly("rows");
    }

    private FollowEnumerator enumerator(List<TableSplit> left) {
        ScanRequest request =
                new ScanRequest(
                                ConnectionConfig.parse("http://localhost:1"),
                                RetryConfig.DEFAULT,
                                ReadConfig.DEFAULT,
                                new TablePath("db", "t"),
                                new TableScan("db.t", false, List.of(), "1", List.of(), -1))
                        .with(FollowConfig.DEFAULT);
        ScanPlan plan = new ScanPlan(left, List.of(), "");
        BlockCursors cursors = new BlockCursors(new BlockOffset(31, 0), Map.of());
        return new FollowEnumerator(
                request, context, new ScanState(Optional.of(plan), Optional.of(cursors)));
    }

    private static TableSplit range(long from, long upTo) {
        return new TableSplit(new BlockRange("all", new BlockOffset(from, 0), upTo), "");
    }

    private List<String> assigned(int reader) {
        SplitAssignmentState<TableSplit> splits = context.getSplitAssignments().get(reader);
        return splits == null
                ? List.of()
                : splits.getAssignedSplits().stream().map(TableSplit::splitId).toList();
    }
}
