// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Spooled;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.storage.ObjectStore;

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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The ids of committed blocks, on a real file system. */
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
    void whatOneCommitterRecordedAnotherKnows() throws Exception {
        ledger().record(blocks(1, 2, 3));

        assertThat(ledger().committed(blocks(1, 2, 3, 4))).isEqualTo(ids(1, 2, 3));
    }

    @Test
    void nothingIsKnownWhereNothingWasRecorded() throws Exception {
        assertThat(ledger().committed(blocks(1))).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void blocksInTheStateAndInTheSpoolAreRecordedAlike() throws Exception {
        ledger().record(List.of(inline("uid", 1), spooled(directory.resolve("uid"), 2)));

        assertThat(ledger().committed(List.of(spooled(directory.resolve("uid"), 1))))
                .isEqualTo(ids(1));
        assertThat(ledger().committed(List.of(inline("uid", 2)))).isEqualTo(ids(2));
    }

    @Test
    void aBlockIsLookedUpBesideItsFileWhereverTheSpoolIsNow(@TempDir Path elsewhere)
            throws Exception {
        ledger().record(List.of(spooled(elsewhere.resolve("uid"), 1)));

        Spool moved = new Spool(directory.resolve("moved").toUri().toString());
        assertThat(new Ledger(moved).committed(List.of(spooled(elsewhere.resolve("uid"), 1))))
                .isEqualTo(ids(1));
    }

    @Test
    void eachSinkHasALedgerOfItsOwn() throws Exception {
        ledger().record(List.of(inline("uid", 1)));

        assertThat(ledger().committed(List.of(inline("another", 1)))).isEmpty();
    }

    @Test
    void oneFileIsLeftOfManyCheckpoints() throws Exception {
        Ledger ledger = ledger();
        for (long i = 0; i < 50; i++) {
            ledger.record(blocks(2 * i, 2 * i + 1));
        }
        assertThat(ledger().committed(range(0, 100))).hasSize(100);
        ledger.close();

        assertThat(files()).hasSize(1);
        assertThat(ledger().committed(range(0, 100))).hasSize(100);
    }

    @Test
    void aFullPageStaysWhenTheNextBegins() throws Exception {
        Ledger ledger = ledger();
        ledger.record(range(0, 1000));
        ledger.record(range(1000, 1024));
        ledger.record(range(1024, 1025));
        assertThat(ledger().committed(range(0, 1025))).hasSize(1025);
        ledger.record(range(1025, 2048));
        ledger.record(range(2048, 3000));
        assertThat(ledger().committed(range(0, 3000))).hasSize(3000);
        ledger.close();

        assertThat(ledger().committed(range(0, 3000))).hasSize(3000);
    }

    /** A checkpoint each, many of them; what they replace does not stay. */
    @Test
    void pagesOfManyCheckpointsStay() throws Exception {
        Ledger ledger = ledger();
        for (long i = 0; i < 600; i++) {
            ledger.record(blocks(i));
        }

        assertThat(ledger().committed(range(0, 600))).hasSize(600);
        assertThat(files()).hasSizeLessThan(300);
    }

    @Test
    void moreBlocksThanAFileIsToHoldAreKeptToo() throws Exception {
        ledger().record(range(0, 3000));

        assertThat(ledger().committed(range(0, 3000))).hasSize(3000);
    }

    /** As after a restore, whose committers get parts of what one had before. */
    @Test
    void aCommitterNeverOverwritesWhatAnotherRecorded() throws Exception {
        ledger().record(blocks(1, 2, 3));
        ledger().record(blocks(1, 3));

        assertThat(ledger().committed(blocks(1, 2, 3))).isEqualTo(ids(1, 2, 3));
    }

    @Test
    void filesOfOthersAreLeftAlone() throws Exception {
        ledger().record(blocks(1));
        String own = files().get(0).getFileName().toString();
        String noId = "IIIIIIIIIIIIIIIIIIIIIIIIII"; // as long as one, of letters that none has
        for (String name :
                List.of(
                        "README",
                        "a-b-c",
                        "part-0-1",
                        noId + "-" + noId + "-0",
                        "." + own + ".crc",
                        own + ".tmp")) {
            Files.writeString(committed.resolve(name), "not a ledger");
        }
        Files.createDirectory(committed.resolve(id(1) + "-" + id(9) + "-x"));
        Files.createDirectory(committed.resolve(noId));

        assertThat(ledger().committed(blocks(1, 2))).isEqualTo(ids(1));
    }

    @Test
    void filesOfEarlierVersionsAreRead() throws Exception {
        ledger().record(blocks(1, 2));
        Path page = files().get(0).getParent();
        Files.move(files().get(0), committed.resolve(id(1) + "-" + id(2) + "-0"));
        Files.delete(page);

        assertThat(ledger().committed(blocks(1, 2))).isEqualTo(ids(1, 2));
    }

    /** Of a process that was killed while it wrote. */
    @Test
    void whatIsWholeInATornFileCounts() throws Exception {
        ledger().record(blocks(1, 2, 3));
        tear(files().get(0));

        assertThat(ledger().committed(blocks(1, 2, 3))).isEqualTo(ids(1, 2));
    }

    @Test
    void aTornFileHidesNothingThatWasRecordedBefore() throws Exception {
        Ledger ledger = ledger();
        ledger.record(blocks(1, 2, 3));
        ledger.record(blocks(0)); // sorted before the others
        for (Path file : files()) {
            if (file.toString().contains("-2-")) {
                tear(file);
            }
        }

        assertThat(ledger().committed(blocks(1, 2, 3))).isEqualTo(ids(1, 2, 3));
    }

    private static void tear(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(2 * ID_BYTES + 5);
        }
    }

    /** An empty directory is what a killed process leaves that had not yet written a file. */
    @Test
    void anEmptyPageIsNoError() throws Exception {
        ledger().record(blocks(1));
        Files.createDirectory(committed.resolve(id(5).toString()));

        assertThat(ledger().committed(blocks(1, 2))).isEqualTo(ids(1));
    }

    @Test
    void aLedgerThatCannotBeListedIsAnError() throws Exception {
        ObjectStore store = ObjectStore.bucket("ledger-not-listed");
        Ledger ledger = new Ledger(new Spool(store.url()));
        ledger.record(blocks(1));
        store.faults().loseListings(1000);

        assertThatThrownBy(() -> ledger.committed(blocks(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot list '" + store.url());
    }

    /** Flink's file systems report a file that vanishes during a listing as they do a directory. */
    @Test
    void aListingThatFailsIsRepeated() throws Exception {
        ObjectStore store = ObjectStore.bucket("ledger-listed-again");
        Ledger ledger = new Ledger(new Spool(store.url()));
        ledger.record(blocks(1));
        store.faults().loseListings(2);

        assertThat(ledger.committed(blocks(1))).isEqualTo(ids(1));
    }

    @Test
    void aWriteThatBreaksIsRepeatedUnderAnotherName() throws Exception {
        ObjectStore store = ObjectStore.bucket("ledger-broken-write");
        Ledger ledger = new Ledger(new Spool(store.url()));
        ledger.record(blocks(1, 2));
        store.faults().breakPuts(1, ID_BYTES + 3);
        assertThatThrownBy(() -> ledger.record(blocks(3))).hasMessage("Connection reset");
        Set<String> before = store.keys();
        ledger.record(blocks(3));

        assertThat(store.keys()).containsAll(before).hasSize(before.size() + 1);
        assertThat(new Ledger(new Spool(store.url())).committed(blocks(1, 2, 3, 4)))
                .isEqualTo(ids(1, 2, 3));
    }

    /** The old root is not where the job looks now. */
    @Test
    void anInlineBlockIsLookedUpWhereItWasSealed(@TempDir Path elsewhere) throws Exception {
        org.apache.flink.core.fs.Path attempt =
                new Spool(elsewhere.toUri().toString()).attempt("uid", Duration.ofDays(7));
        Committable block = new Committable(block(attempt.toString(), 1), new Inline(new byte[0]));
        ledger().record(List.of(block));

        assertThat(directory).isEmptyDirectory();
        assertThat(ledger().committed(List.of(block))).isEqualTo(ids(1));
    }

    /** A socket, which is there but cannot be opened, as a file of another user cannot. */
    @Test
    void aLedgerThatCannotBeOpenedIsAnError() throws Exception {
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

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(committed)) {
            return files.filter(Files::isRegularFile).toList();
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

    private static BlockMetadata block(String directory, long number) {
        return new BlockMetadata(
                id(number),
                new BlockOrigin(directory, BlockOrigin.NEW, 0),
                new InsertTarget(new TablePath("db", "t"), "", "INSERT", 0),
                new PayloadInfo(BlockKind.ROWS, 1, 0, 0, true, 0));
    }
}
