// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes the savepoints of {@code SavepointFixtureE2ECase} with the connector of the system property
 * {@code connector.jar}: {@code run-main.sh io.flinkhouse.clickhouse.e2e.SavepointFixtureMain
 * <directory> <Flink version>…}.
 */
public final class SavepointFixtureMain {

    private SavepointFixtureMain() {}

    public static void main(String[] args) throws IOException {
        for (int i = 1; i < args.length; i++) {
            SavepointFixture fixture = new SavepointFixture(args[i]);
            fixture.delete();
            take(fixture);
            fixture.pack(Path.of(args[0], args[i], "exactly-once.zip"));
            fixture.delete();
        }
    }

    /** Flink commits nothing for a savepoint that a job goes on after, so all is still due. */
    private static void take(SavepointFixture fixture) throws IOException {
        try (ClickHouseServer clickHouse = ClickHouseServer.start();
                KafkaBroker kafka = KafkaBroker.start();
                KafkaTopic topic = KafkaTopic.create(kafka, SavepointFixture.TOPIC, 1);
                FlinkCluster flink = FlinkCluster.start(options(fixture.version()))) {
            SavepointFixture.createTables(clickHouse);
            SavepointFixture.send(topic, 0);
            FlinkJob job =
                    flink.submit(
                            fixture.sql(clickHouse, kafka),
                            ConnectorJar.withKafka(fixture.version()));
            SavepointFixture.awaitRead(job, SavepointFixture.MESSAGES);
            Path taken = Path.of(URI.create(job.savepoint(fixture.directory())));
            job.cancel();
            Files.move(taken, fixture.savepoint());
            System.out.println(
                    "rows in ClickHouse: "
                            + clickHouse.query(
                                    "SELECT sum(total_rows) FROM system.tables WHERE database ="
                                            + " 'default'"));
        }
    }

    static FlinkOptions options(String version) {
        FlinkOptions options = FlinkOptions.DEFAULT;
        return new FlinkOptions(
                        version, 1, 2, options.taskHeapMegabytes(), options.config(), options.lib())
                .with("execution.checkpointing.interval", "1h");
    }
}
