// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.S3Server;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.INLINE;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.SPOOLED;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.seal;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.writer;
import static org.assertj.core.api.Assertions.assertThat;

/** The spool and its ledger through Flink's S3 plugin, on a real server. */
class SpoolOnS3ITCase {

    private static S3Server server;

    @BeforeAll
    static void start() {
        server = S3Server.start();
        server.usePlugin(FlinkOptions.DEFAULT.version());
    }

    @AfterAll
    static void stop() {
        server.close();
        FileSystem.initialize(new Configuration(), null);
    }

    @Test
    void blocksAreKeptFoundAndRemoved() throws Exception {
        Spool spool = new Spool(server.url());
        Committable inline;
        Committable spooled;
        try (SpoolWriter writer = writer(server.url(), "uid", 1)) {
            writer.probe();
            inline = seal(writer, INLINE).get(0);
            spooled = seal(writer, SPOOLED).get(0);
        }
        assertThat(spool.list().blocks()).containsExactly(spooled);
        assertThat(spool.read(spooled).length()).isEqualTo(SPOOLED);
        assertThat(new Ledger(spool).committed(List.of(inline, spooled))).isEmpty();

        try (Ledger ledger = new Ledger(spool)) {
            ledger.record(List.of(inline));
            ledger.record(List.of(spooled));
            assertThat(new Ledger(spool).committed(List.of(inline, spooled))).hasSize(2);
        }
        spool.discard(spooled);

        assertThat(spool.list().blocks()).isEmpty();
        assertThat(new Ledger(spool).committed(List.of(inline, spooled))).hasSize(2);
    }

    @Test
    void oldFilesAreSwept() throws Exception {
        ExactlyOnceConfig config =
                ExactlyOnceConfig.at(server.url() + "/swept").withRetention(Duration.ofDays(7));
        Spool spool = new Spool(config.spoolPath());
        Committable orphan;
        try (SpoolWriter writer = writer(config, "uid", 1);
                Ledger ledger = new Ledger(spool)) {
            ledger.record(seal(writer, INLINE));
            orphan = seal(writer, SPOOLED).get(0);
        }
        SpoolSweep sweep = new SpoolSweep(spool, config.retention());

        assertThat(sweep.remove(System.currentTimeMillis())).isZero();
        assertThat(spool.list().blocks()).containsExactly(orphan);
        long later = System.currentTimeMillis() + Duration.ofDays(8).toMillis();
        assertThat(sweep.remove(later)).isEqualTo(2);
        assertThat(spool.list().blocks()).isEmpty();
    }
}
