// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.memory;

import io.flinkhouse.clickhouse.e2e.ConnectorJar;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Tests that a task of a real TaskManager stays within the documented memory, whatever its rows
 * are: 256 MB with the default options, 70 MB with batches of one megabyte, and eight times a row
 * that is larger than a batch. {@code -Dnasty.updates} and {@code -Dnasty.partitions} make the two
 * streams longer that are slow on the server.
 */
@ExtendWith({ClickHouseExtension.class, ShowLogs.class})
@Timeout(value = 2, unit = TimeUnit.HOURS) // as long as the rows that are asked for take
class NastyStreamsE2ECase {

    private static final Duration SOON = Duration.ofMinutes(30);

    /** What a TaskManager has besides the heap of its tasks. */
    private static final int FRAMEWORK_HEAP = 64;

    @TempDir Path directory;

    @Test
    void batchesNeedNoMoreThan256Megabytes(ClickHouseDatabase db) throws Exception {
        run(db, 256, NastyStreams.ROWS);
    }

    @Test
    void statementsOfOneMegabyteNeedNoMoreThan70(ClickHouseDatabase db) throws Exception {
        run(db, 70, NastyStreams.CHANGES);
    }

    @Test
    void aValueOf60MegabytesNeedsNoMoreThanAGigabyte(ClickHouseDatabase db) throws Exception {
        run(db, 1024, List.of(NastyStreams.GIANT));
    }

    /** Runs one job after the other in one TaskManager; the first OutOfMemoryError ends it. */
    private void run(ClickHouseDatabase db, int taskHeap, List<NastyStream> streams)
            throws Exception {
        FlinkOptions options =
                FlinkOptions.DEFAULT
                        .withTaskManagers(1, 1)
                        .withTaskHeap(taskHeap + FRAMEWORK_HEAP)
                        .with("restart-strategy.type", "none")
                        .withLib(ConnectorJar.path());
        Path jar = jar();
        try (FlinkCluster flink = FlinkCluster.start(options)) {
            for (NastyStream stream : streams) {
                db.execute(stream.create());
                flink.run(
                                jar,
                                NastyJob.class.getName(),
                                List.of(
                                        stream.name(),
                                        Integer.toString(stream.rows()),
                                        db.url(),
                                        db.username(),
                                        db.password(),
                                        db.name(),
                                        directory.resolve("spool").toUri().toString()))
                        .awaitFinished(SOON);
            }
        }
    }

    /** Returns a jar with the classes of this package. */
    private Path jar() throws IOException, URISyntaxException {
        Path root =
                Path.of(NastyJob.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path classes = root.resolve(NastyJob.class.getPackageName().replace('.', '/'));
        Path jar = directory.resolve("nasty-job.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.list(classes)) {
            for (Path one : all.toList()) {
                out.putNextEntry(new ZipEntry(root.relativize(one).toString()));
                Files.copy(one, out);
            }
        }
        return jar;
    }
}
