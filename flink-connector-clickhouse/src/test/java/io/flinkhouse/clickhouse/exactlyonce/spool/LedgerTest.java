// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Spooled;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the ledger on a real file system. */
class LedgerTest {

    private static final int ID_BYTES = 16;

    @TempDir Path directory;

    private Spool spool;
    private Path committed;

    @BeforeEach
    void place() {
        spool = new Spool(directory.toUri().toString());
        committed = directory.resolve("uid/committed");
    }

    @Test
    void whatOneCommitterRecordedAnotherKnows() throws IOException {
        ledger().record(blocks(1, 2, 3));

        assertThat(ledger().committed(blocks(1, 2, 3, 4))).isEqualTo(ids(1, 2, 3));
    }

    @Test
    void nothingIsKnownWhereNothingWasRecorded() throws IOException {
        assertThat(ledger().committed(blocks(1))).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void blocksInTheStateAndInTheSpoolAreRecordedAlike() throws IOException {
        ledger().record(List.of(inline("uid", 1), spooled(directory.resolve("uid"), 2)));

        assertThat(ledger().committed(List.of(spooled(directory.resolve("uid"), 1))))
                .isEqualTo(ids(1));
        assertThat(ledger().committed(List.of(inline("uid", 2)))).isEqualTo(ids(2));
    }

    @Test
    void aBlockIsLookedUpBesideItsFileWhereverTheSpoolIsNow(@TempDir Path elsewhere)
            throws IOException {
        ledger().record(List.of(spooled(elsewhere.resolve("uid"), 1)));

        Spool moved = new Spool(directory.resolve("moved").toUri().toString());
        assertThat(new Ledger(moved).committed(List.of(spooled(elsewhere.resolve("uid"), 1))))
                .isEqualTo(ids(1));
    }

    @Test
    void eachSinkHasALedgerOfItsOwn() throws IOException {
        ledger().record(List.of(inline("uid", 1)));

        assertThat(ledger().committed(List.of(inline("another", 1)))).isEmpty();
    }

    @Test
    void oneFileHoldsManyCheckpoints() throws IOException {
        Ledger ledger = ledger();
        for (long i = 0; i < 50; i++) {
            ledger.record(blocks(2 * i, 2 * i + 1));
        }

        assertThat(files()).hasSize(1);
        assertThat(ledger().committed(range(0, 100))).hasSize(100);
    }

    @Test
    void aFullFileStaysAndAnotherIsBegun() throws IOException {
        Ledger ledger = ledger();
        ledger.record(range(0, 1000));
        ledger.record(range(1000, 1024));
        assertThat(files()).hasSize(1);
        ledger.record(range(1024, 1025));

        assertThat(files()).hasSize(2);
        assertThat(ledger().committed(range(0, 1025))).hasSize(1025);
    }

    @Test
    void moreBlocksThanAFileIsToHoldAreKeptToo() throws IOException {
        ledger().record(range(0, 3000));

        assertThat(ledger().committed(range(0, 3000))).hasSize(3000);
    }

    /** As after a restore, whose committers get parts of what one had before. */
    @Test
    void aCommitterNeverOverwritesWhatAnotherRecorded() throws IOException {
        ledger().record(blocks(1, 2, 3));
        ledger().record(blocks(1, 3));

        assertThat(ledger().committed(blocks(1, 2, 3))).isEqualTo(ids(1, 2, 3));
    }

    @Test
    void filesOfOthersAreLeftAlone() throws IOException {
        ledger().record(blocks(1));
        String own = files().get(0);
        for (String name :
                List.of("README", "a-b-c", "part-0-1", "." + own + ".crc", own + ".tmp")) {
            Files.writeString(committed.resolve(name), "not a ledger");
        }
        Files.createDirectory(committed.resolve(id(1) + "-" + id(9) + "-x"));

        assertThat(ledger().committed(blocks(1, 2))).isEqualTo(ids(1));
    }

    @Test
    void namesOfEarlierVersionsAreRead() throws IOException {
        ledger().record(blocks(1, 2));
        Path own = committed.resolve(files().get(0));
        Files.move(own, committed.resolve(id(1) + "-" + id(2) + "-0"));

        assertThat(ledger().committed(blocks(1, 2))).isEqualTo(ids(1, 2));
    }

    @Test
    void whatIsWholeInATornFileCounts() throws IOException {
        ledger().record(blocks(1, 2, 3));
        Path file = committed.resolve(files().get(0));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(2 * ID_BYTES + 5);
        }

        assertThat(ledger().committed(blocks(1, 2, 3))).isEqualTo(ids(1, 2));
    }

    /** A socket, which is there but cannot be opened, as a file of another user cannot. */
    @Test
    void aLedgerThatCannotBeOpenedIsAnError() throws IOException {
        Files.createDirectories(committed);
        Path socket = directory.resolve("s");
        Path file = committed.resolve(id(1) + "-" + id(2) + "-0");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.move(socket, file);

            assertThatThrownBy(() -> ledger().committed(blocks(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    /** One replacement for each look-up, at any moment of it. */
    @Test
    void nothingIsMissedWhileAFileIsReplaced() throws Exception {
        Ledger replacing = ledger();
        replacing.record(blocks(1));
        for (long i = 2; i < 300; i++) {
            long next = i;
            CompletableFuture<Void> replaced =
                    CompletableFuture.runAsync(() -> record(replacing, next));
            assertThat(ledger().committed(blocks(1))).isEqualTo(ids(1));
            replaced.get();
        }
    }

    @Test
    void ledgersAreForgottenWithTheSavepointsThatCouldAsk() throws IOException {
        ledger().record(blocks(1));
        Instant old = Instant.parse("2026-01-01T00:00:00Z");
        Files.setLastModifiedTime(committed.resolve(files().get(0)), FileTime.from(old));
        ledger().record(blocks(2));

        assertThat(spool.sweep("uid", old.toEpochMilli())).isZero();
        assertThat(spool.sweep("uid", old.toEpochMilli() + 1)).isEqualTo(1);
        assertThat(ledger().committed(blocks(1, 2))).isEqualTo(ids(2));
    }

    private Ledger ledger() {
        return new Ledger(spool);
    }

    private static void record(Ledger ledger, long number) {
        try {
            ledger.record(blocks(number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(committed)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static BlockId id(long number) {
        return new BlockId(number << 16, number);
    }

    private static Set<BlockId> ids(long... numbers) {
        return LongStream.of(numbers).mapToObj(LedgerTest::id).collect(Collectors.toSet());
    }

    private static List<Committable> blocks(long... numbers) {
        return LongStream.of(numbers).mapToObj(number -> inline("uid", number)).toList();
    }

    private static List<Committable> range(long from, long to) {
        return blocks(LongStream.range(from, to).toArray());
    }

    private static Committable inline(String sinkUid, long number) {
        return new Committable(block(sinkUid, number), new Inline(new byte[0]));
    }

    private static Committable spooled(Path place, long number) {
        String file = place.resolve(id(number) + ".block").toUri().toString();
        return new Committable(block("uid", number), new Spooled(file, 0));
    }

    private static BlockMetadata block(String sinkUid, long number) {
        return new BlockMetadata(
                id(number),
                new BlockOrigin(sinkUid, BlockOrigin.NEW, 0),
                new InsertTarget(new TablePath("db", "t"), "", "INSERT", 0),
                new PayloadInfo(BlockKind.ROWS, 1, 0, 0, true, 0));
    }
}
