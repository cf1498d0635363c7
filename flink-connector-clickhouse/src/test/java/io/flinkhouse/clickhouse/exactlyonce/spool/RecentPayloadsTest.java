// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.testutils.storage.ObjectStore;
import io.flinkhouse.clickhouse.testutils.storage.Requests.Kind;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.SPOOLED;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.seal;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.writer;
import static org.assertj.core.api.Assertions.assertThat;

/** The bytes that a writer leaves in memory for a committer. */
class RecentPayloadsTest {

    private final List<BlockId> released = new ArrayList<>();
    private final RecentPayloads payloads = new RecentPayloads(100);

    @Test
    void aPayloadIsHandedOverOnce() {
        BlockId block = hold("writer", 60);

        assertThat(payloads.take(block))
                .hasValueSatisfying(p -> assertThat(p.length()).isEqualTo(60));
        assertThat(payloads.take(block)).isEmpty();
        assertThat(payloads.bytes()).isZero();
        assertThat(released).isEmpty();
    }

    /** A committer takes them in this order. */
    @Test
    void theOldestStayUntilTheyAreTaken() {
        BlockId first = hold("writer", 60);
        BlockId second = hold("another", 40);
        BlockId third = hold("writer", 1);

        assertThat(released).containsExactly(third);
        assertThat(payloads.take(first)).isPresent();
        BlockId fourth = hold("writer", 60);
        assertThat(payloads.take(second)).isPresent();
        assertThat(payloads.take(third)).isEmpty();
        assertThat(payloads.take(fourth)).isPresent();
        assertThat(released).containsExactly(third);
    }

    @Test
    void aWriterThatIsClosedReleasesItsOwn() {
        Object writer = new Object();
        BlockId own = hold(writer, 10);
        BlockId other = hold("another", 10);
        payloads.releaseAll(writer);

        assertThat(released).containsExactly(own);
        assertThat(payloads.bytes()).isEqualTo(10);
        assertThat(payloads.take(other)).isPresent();
    }

    private BlockId hold(Object owner, int bytes) {
        BlockId id = BlockId.next(0);
        payloads.hold(owner, id, Payload.of(bytes, out -> {}, () -> released.add(id)));
        return id;
    }

    @Test
    void aCommitInTheSameJvmReadsNoFile() throws Exception {
        ObjectStore store = ObjectStore.bucket("recent");
        try (SpoolWriter writer = writer(store.url(), "uid", 1)) {
            Committable sealed = seal(writer, SPOOLED).get(0);
            Payload payload = new Spool(store.url()).read(sealed);

            assertThat(Spool.checksum(payload)).isEqualTo(sealed.block().payload().checksum());
            assertThat(store.requests().of(Kind.GET)).isZero();
            assertThat(store.keys()).as("durable all the same").hasSize(1);
        }
    }

    /** As after a failover, and on another TaskManager. */
    @Test
    void whatAClosedWriterSealedIsRead() throws Exception {
        ObjectStore store = ObjectStore.bucket("recent-closed");
        long before = RecentPayloads.OF_JVM.bytes();
        SpoolWriter writer = writer(store.url(), "uid", 1);
        Committable sealed = seal(writer, SPOOLED).get(0);
        assertThat(RecentPayloads.OF_JVM.bytes()).isEqualTo(before + SPOOLED);
        writer.close();

        assertThat(RecentPayloads.OF_JVM.bytes()).isEqualTo(before);
        assertThat(new Spool(store.url()).read(sealed).length()).isEqualTo(SPOOLED);
        assertThat(store.requests().of(Kind.GET)).isEqualTo(1);
    }
}
