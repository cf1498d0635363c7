// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.storage.ObjectStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.INLINE;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.SPOOLED;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.seal;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.writer;
import static org.assertj.core.api.Assertions.assertThat;

/** What writers of the past left in a spool, and a writer that runs. */
class SpoolSweepTest {

    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ID = BlockId.next(0).toString();

    /** An orphan and a ledger of an attempt that keeps files so long. */
    private static void leave(String root, String uid, Duration retention)
            throws IOException, InterruptedException {
        ExactlyOnceConfig config = ExactlyOnceConfig.at(root).withRetention(retention);
        try (SpoolWriter writer = writer(config, uid, 1);
                Ledger ledger = new Ledger(new Spool(root))) {
            ledger.record(seal(writer, INLINE));
            seal(writer, SPOOLED);
        }
    }

    @Test
    void aRunningWriterRemovesWhatAllOthersLeft() throws Exception {
        ObjectStore store = ObjectStore.bucket("sweep-others");
        leave(store.url(), "uid", AT_ONCE); // another subtask, or an attempt before
        leave(store.url(), "stateless", AT_ONCE); // a start without state; a reader's dead letters
        store.put("/uid/" + ID + ".block", new byte[1]); // of an earlier version
        store.put("/uid/committed/" + ID + "-" + ID + "-0", new byte[1]);
        store.put("/batch/writer-cbc357ccb763df2852fee8c4fc7d55f2-0", new byte[1]);
        store.put("/batch/" + ID + "-1s/sent", new byte[1]);
        store.age(8 * DAY);
        leave(store.url(), "young", Duration.ofDays(7));
        assertThat(store.keys()).hasSize(10);

        List<Committable> sealed;
        try (SpoolWriter writer = writer(store.url(), "uid", 0)) {
            sealed = seal(writer, SPOOLED);
            Await.until("the old files are gone", SOON, () -> store.keys().size() == 3);
        }

        assertThat(new Spool(store.url()).read(sealed.get(0)).length()).isEqualTo(SPOOLED);
    }

    /** One subtask is enough; before its first checkpoint, restored blocks may be old. */
    @Test
    void nothingIsRemovedBeforeTheFirstCheckpointOrByOtherSubtasks() throws Exception {
        ObjectStore store = ObjectStore.bucket("sweep-later");
        leave(store.url(), "uid", AT_ONCE);
        try (SpoolWriter first = writer(store.url(), "uid", 0);
                SpoolWriter second = writer(store.url(), "uid", 1)) {
            first.probe();
            second.probe();
            seal(second, SPOOLED);

            assertThat(store.keys()).hasSize(3);
        }
    }

    @Test
    void whatOthersKeepLongerStays() throws Exception {
        ObjectStore store = ObjectStore.bucket("sweep-retention");
        leave(store.url(), "long", Duration.ofDays(30));
        leave(store.url(), "short", Duration.ofDays(2));
        Set<String> all = store.keys();

        assertThat(sweep(store.url(), 1)).isZero();
        assertThat(store.keys()).isEqualTo(all);
        assertThat(sweep(store.url(), 8)).isEqualTo(2);
        assertThat(store.keys()).hasSize(2).allMatch(key -> key.startsWith("/long/"));
        assertThat(sweep(store.url(), 31)).isEqualTo(2);
    }

    @Test
    void filesThatAreNoneOfTheSpoolStay() throws Exception {
        ObjectStore store = ObjectStore.bucket("sweep-foreign");
        String attempt = ID + "-1s";
        for (String key :
                List.of(
                        "/" + ID + ".block",
                        "/uid/precious.txt",
                        "/uid/x.block",
                        "/uid/" + ID + ".block.bak",
                        "/uid/directory/" + ID + ".block",
                        "/uid/" + attempt + "/deeper/" + ID + ".block",
                        "/uid/" + attempt + "/precious.txt",
                        "/uid/writer-of-something",
                        "/uid/" + attempt + "/committed/README",
                        "/uid/" + attempt + "/committed/" + ID + "/README",
                        "/a.b/" + ID + ".block")) {
            store.put(key, new byte[1]);
        }
        Set<String> all = store.keys();

        assertThat(sweep(store.url(), 100)).isZero();
        assertThat(store.keys()).isEqualTo(all);
    }

    @Test
    void oldDirectoriesGoAndYoungFilesStay(@TempDir Path directory) throws Exception {
        String root = directory.toUri().toString();
        leave(root, "gone", AT_ONCE);
        leave(root, "runs", AT_ONCE);
        Path young;
        try (Stream<Path> files = Files.walk(directory.resolve("runs"))) {
            young =
                    files.filter(file -> file.toString().endsWith(".block"))
                            .findAny()
                            .orElseThrow();
        }
        Files.setLastModifiedTime(young, FileTime.from(Instant.now().plus(Duration.ofDays(9))));

        assertThat(sweep(root, 8)).isEqualTo(3);
        assertThat(young).exists();
        assertThat(directory.resolve("gone")).doesNotExist();
        try (Stream<Path> left = Files.walk(directory)) {
            assertThat(left.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    /** A spool that many jobs share is not listed again and again. */
    @Test
    void youngAttemptsCostNoRequest() throws Exception {
        ObjectStore store = ObjectStore.bucket("sweep-requests");
        for (int i = 0; i < 50; i++) {
            leave(store.url(), "uid", Duration.ofDays(7));
        }
        store.requests().reset();

        assertThat(sweep(store.url(), 1)).isZero();
        assertThat(store.requests().all()).isEqualTo(2);
    }

    private static int sweep(String root, int days) throws Exception {
        SpoolSweep sweep = new SpoolSweep(new Spool(root), Duration.ofDays(7));
        return sweep.remove(System.currentTimeMillis() + days * DAY);
    }
}
