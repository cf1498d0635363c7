// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Spooled;
import io.flinkhouse.clickhouse.testutils.storage.ObjectStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.INLINE;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.SPOOLED;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.seal;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Writes that break, files that are torn, and committables that name what they must not. */
class SpoolFailuresTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 50_000})
    void aWriteThatBreaksIsRepeatedUnderAnotherName(int bytes) throws Exception {
        ObjectStore store = ObjectStore.bucket("broken-write-" + bytes);
        store.faults().breakPuts(2, bytes);
        Committable block;
        try (SpoolWriter writer = writer(store.url(), "uid", 0)) {
            block = seal(writer, SPOOLED).get(0);
        }

        assertThat(new Spool(store.url()).read(block).length()).isEqualTo(SPOOLED);
        assertThat(store.keys()).hasSize(1);
    }

    /** The broken write cannot be cleaned up either. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10, 50_000})
    void aTornFileHidesNoOther(int bytes) throws Exception {
        ObjectStore store = ObjectStore.bucket("torn-" + bytes);
        store.faults().breakPuts(1, bytes);
        store.faults().refuseDeletes(1);
        try (SpoolWriter writer = writer(store.url(), "uid", 0)) {
            List<Committable> sealed = seal(writer, SPOOLED);

            SpoolListing listing = new Spool(store.url()).list();

            assertThat(listing.blocks()).isEqualTo(sealed);
            assertThat(listing.unreadable()).hasSize(1).first().asString().contains("torn");
        }
    }

    @Test
    void theSpoolOfOneSinkCanBeListed() throws Exception {
        ObjectStore store = ObjectStore.bucket("one-sink");
        try (SpoolWriter one = writer(store.url(), "one", 0);
                SpoolWriter another = writer(store.url(), "another", 0)) {
            List<Committable> sealed = seal(one, SPOOLED);
            seal(another, SPOOLED);

            assertThat(new Spool(store.url() + "/one").list().blocks()).isEqualTo(sealed);
            assertThat(new Spool(store.url()).list().blocks()).hasSize(2);
        }
    }

    @Test
    void onADiskOnlyTheOwnerHasAccess(@TempDir Path directory) throws Exception {
        String root = directory.resolve("root").toUri().toString();
        try (SpoolWriter writer = writer(root, "uid", 0);
                Ledger ledger = new Ledger(new Spool(root))) {
            ledger.record(seal(writer, INLINE));
            seal(writer, SPOOLED);
        }

        assertThat(directory.resolve("root")).isDirectory();
        assertThat(permissions(directory.resolve("root/uid"))).isEqualTo("rwx------");
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(2);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "objects://forged/precious.txt",
                "objects://forged/sink/precious.block",
                "objects://forged/sink/{id}.block",
                "objects://forged/uid/attempt/{id}.block",
                "objects://forged/uid/../uid2/{id}.block",
                "objects://forged/uid/01ARZ3NDEKTSV4RRFFQ69G5FAV-7s/{id}.block/x",
                "{id}.block"
            })
    void aForgedCommittableReachesNoOtherFile(String template) {
        ObjectStore store = ObjectStore.bucket("forged");
        BlockId id = BlockId.next(0);
        String path = template.replace("{id}", id.toString());
        store.put(path.replace("objects://forged", ""), new byte[SPOOLED]);
        Set<String> before = store.keys();
        Committable forged = committable(id, "uid", new Spooled(path, 0));
        Spool spool = new Spool(store.url());

        assertThatThrownBy(() -> spool.discard(forged))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("where no spool has its files");
        assertThatThrownBy(() -> spool.read(forged))
                .hasMessageContaining("where no spool has its files");
        assertThatThrownBy(() -> new Ledger(spool).record(List.of(forged)))
                .hasMessageContaining("where no spool has its files");
        assertThat(store.keys()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../outside", "a/b", "/", "", "objects://x/uid/attempt", "."})
    void aForgedDirectoryIsNotWrittenTo(String directory) {
        ObjectStore store = ObjectStore.bucket("forged-directory");
        Committable forged =
                committable(
                        BlockId.next(0), directory, new PayloadLocation.Inline(new byte[INLINE]));

        assertThatThrownBy(
                        () -> new Ledger(new Spool(store.url() + "/root")).record(List.of(forged)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("where no spool has its files");
        assertThat(store.keys()).isEmpty();
    }

    private static Committable committable(BlockId id, String directory, PayloadLocation location) {
        return new Committable(
                new BlockMetadata(
                        id,
                        new BlockOrigin(directory, BlockOrigin.NEW, 0),
                        SealedBlocks.TARGET,
                        new PayloadInfo(BlockKind.ROWS, 1, SPOOLED, 0, true, 0)),
                location);
    }
}
