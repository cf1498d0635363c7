// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow.Since;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.FenceRows;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees.FedTable;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadInfo;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The facts about a block in the words of {@link CommitDecisionTest}. */
final class KnownFacts implements Facts {

    private static final TablePath TABLE = new TablePath("db", "t");
    private static final TablePath FED = new TablePath("db", "fed");

    private final TableGuarantees table;
    private final Set<String> ofTable;
    private final Set<String> ofBlock;
    private final String there;

    KnownFacts(String table, String block, String there) {
        this.table = table(table);
        this.ofTable = words(table);
        this.ofBlock = words(block);
        this.there = there;
    }

    private static Set<String> words(String text) {
        return Set.of(text.split(" "));
    }

    private static TableGuarantees table(String text) {
        Set<String> words = words(text);
        String engine = text.split(" ")[0];
        DedupWindow window = window(engine, words.contains("window") ? 10 : 0);
        TableDescription target =
                described(TABLE, engine, words, words.contains("recreated") ? "new" : "uuid");
        List<FedTable> fed =
                Stream.of("view", "smallview", "bareview")
                        .filter(words::contains)
                        .map(
                                view ->
                                        new FedTable(
                                                described(FED, "MergeTree", Set.of(), "fed"),
                                                new TablePath("db", "v"),
                                                window("MergeTree", sizeFor(view))))
                        .toList();
        boolean fence = words.contains("fence");
        return new TableGuarantees(target, window, fence, words.contains("index"), fence, fed);
    }

    private static long sizeFor(String view) {
        return switch (view) {
            case "view" -> 10;
            case "smallview" -> 5;
            default -> 0;
        };
    }

    private static DedupWindow window(String engine, long blocks) {
        boolean seconds = blocks > 0 && engine.startsWith("Replicated");
        return new DedupWindow(blocks, seconds ? 600 : 0);
    }

    private static TableDescription described(
            TablePath path, String engine, Set<String> words, String uuid) {
        String name = engine.replaceFirst("\\(.*", "");
        String parameters = engine.substring(name.length());
        String clause =
                name.startsWith("Replicated")
                        ? name + "('/path', 'replica'" + parameters.replaceFirst("\\(", ", ")
                        : engine;
        clause +=
                (name.startsWith("Replicated") && parameters.isEmpty() ? ")" : "")
                        + (words.contains("ttl") ? " ORDER BY a TTL d + toIntervalDay(1)" : "")
                        + (words.contains("cleanup")
                                ? " SETTINGS allow_experimental_replacing_merge_with_cleanup = 1"
                                : "");
        return new TableDescription(
                path,
                uuid,
                TableEngine.parse(name, clause),
                clause,
                "",
                List.of("a"),
                words.contains("partitioned") ? "p" : "",
                "UTC",
                List.of(),
                List.of());
    }

    static BlockMetadata block(String text) {
        Set<String> words = words(text);
        boolean messages = words.contains("messages");
        long fence = words.contains("unfenced") ? 0 : 42;
        return new BlockMetadata(
                new BlockId(0, 1),
                new BlockOrigin("uid", BlockOrigin.NEW, 0),
                messages
                        ? new InsertTarget(TABLE, "uuid", "INSERT", fence)
                        : InsertTarget.ofRows(
                                TABLE, "uuid", List.of(new SealedColumn("a", "UInt64")), fence),
                new PayloadInfo(
                        messages ? BlockKind.MESSAGES : BlockKind.ROWS,
                        100,
                        1_000,
                        0,
                        true,
                        messages ? 10 : 0));
    }

    @Override
    public TableGuarantees table() {
        return table;
    }

    @Override
    public boolean isFresh() {
        return ofBlock.contains("fresh");
    }

    @Override
    public boolean isInLedger() {
        return ofBlock.contains("ledger");
    }

    @Override
    public boolean isRunning() {
        return ofBlock.contains("running");
    }

    @Override
    public FenceRows rows() {
        String number = there.replace("!", "");
        long rows = number.isEmpty() ? 0 : Long.parseLong(number);
        return new FenceRows(rows, there.endsWith("!") ? 0 : rows);
    }

    @Override
    public boolean knowsPartitions() {
        return !ofTable.contains("unknown");
    }

    @Override
    public Optional<Since> since(TableDescription described) {
        if (ofBlock.contains("unseen") || described.expiresRows()) {
            return Optional.empty();
        }
        if (ofBlock.contains("ahead")) {
            return Optional.of(new Since(-1, 0));
        }
        boolean hour = ofBlock.contains("old") || ofBlock.contains("aged");
        boolean few = ofBlock.contains("young") || ofBlock.contains("aged");
        long entries = ofBlock.contains("old") ? 10 : few ? 4 : 9;
        return Optional.of(new Since(hour ? 3_600 : 100, entries));
    }

    @Override
    public Optional<String> mutation() {
        return ofTable.contains("mutated") ? Optional.of("the mutation 'm'") : Optional.empty();
    }

    @Override
    public boolean isCaughtUp() {
        return !ofTable.contains("lagging");
    }

    @Override
    public boolean wasUnseen() {
        return ofBlock.contains("unseen-before");
    }

    @Override
    public boolean isQuorum() {
        return ofTable.contains("quorum");
    }
}
