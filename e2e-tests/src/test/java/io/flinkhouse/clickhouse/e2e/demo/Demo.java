// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.demo;

import io.flinkhouse.clickhouse.e2e.ConnectorJar;
import io.flinkhouse.clickhouse.e2e.JdbcCounts;
import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Starts everything, streams the events, counts what arrived, and says so in its last line. */
public final class Demo {

    private static final String TOPIC = "github-events";
    private static final String TOPIC_BACK = "github-events-back";
    private static final int PARTITIONS = 3;
    private static final long SEED = 20_260_101;
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final PrintStream OUT = System.out;

    private final DemoArguments arguments;

    private Demo(DemoArguments arguments) {
        this.arguments = arguments;
    }

    public static void main(String[] args) {
        if (List.of(args).contains("--help")) {
            OUT.println(DemoArguments.USAGE);
            return;
        }
        try {
            boolean complete = new Demo(DemoArguments.parse(args)).run();
            System.exit(complete ? 0 : 1);
        } catch (IllegalArgumentException e) {
            OUT.println(e.getMessage() + "\n" + DemoArguments.USAGE);
            System.exit(2);
        } catch (IllegalStateException | UncheckedIOException e) {
            String cause = e.getCause() == null ? "" : ": " + e.getCause();
            say("The demo cannot go on: " + e.getMessage() + cause);
            System.exit(1);
        }
    }

    private boolean run() {
        say("Starting ClickHouse, Kafka and Flink (the first time, each is downloaded) ...");
        try (ClickHouseServer clickHouse = ClickHouseServer.start();
                KafkaBroker kafka = KafkaBroker.start();
                FlinkCluster flink = FlinkCluster.start()) {
            say(
                    "ClickHouse "
                            + clickHouse.query("SELECT version()").get(0).get(0)
                            + ", Flink "
                            + flink.version());
            clickHouse.execute("CREATE DATABASE demo");
            clickHouse.execute(inDemo(Sql.read("clickhouse-table.sql", Map.of())));
            long rows = fill(kafka);
            FlinkJob job = submit(flink, clickHouse, kafka);
            if (arguments.roundTrip()) {
                return goBack(flink, clickHouse, kafka, job, rows);
            }
            Delivery delivery =
                    new Delivery(new StoredEvents(new JdbcCounts(clickHouse.url())), rows);
            if (delivery.follow(job)) {
                job.stopWithSavepoint(); // What is still to come would count as a duplicate.
            }
            ask(clickHouse);
            if (arguments.keep()) {
                keep(flink, clickHouse);
            }
            return delivery.report();
        }
    }

    /** Sends what is stored to another topic, and counts there. */
    private boolean goBack(
            FlinkCluster flink,
            ClickHouseServer clickHouse,
            KafkaBroker kafka,
            FlinkJob there,
            long rows) {
        clickHouse.execute(
                inDemo(
                        "ALTER TABLE github_events MODIFY SETTING enable_block_number_column = 1,"
                                + " enable_block_offset_column = 1"));
        KafkaTopic.create(kafka, TOPIC_BACK, PARTITIONS).close();
        try (EventsBack arrivals =
                new EventsBack(kafka.bootstrapServers(), TOPIC_BACK, PARTITIONS)) {
            Delivery delivery = new Delivery(arrivals, rows);
            FlinkJob back =
                    start(
                            flink,
                            "clickhouse-to-kafka.sql",
                            Map.of(
                                    "topic",
                                    TOPIC_BACK,
                                    "bootstrap",
                                    kafka.bootstrapServers(),
                                    "url",
                                    clickHouse.url()));
            say("Job " + back.id() + " sends the rows of the table to '" + TOPIC_BACK + "'");
            if (delivery.follow(back)) {
                there.stopWithSavepoint();
                back.stopWithSavepoint();
            }
            if (arguments.keep()) {
                keep(flink, clickHouse);
            }
            return delivery.report();
        }
    }

    private static FlinkJob start(
            FlinkCluster flink, String script, Map<String, String> placeholders) {
        FlinkJob job = flink.submit(Sql.read(script, placeholders), ConnectorJar.withKafka());
        job.awaitRunning(SOON);
        return job;
    }

    private long fill(KafkaBroker kafka) {
        long start = System.nanoTime();
        long rows = 0;
        try (KafkaTopic topic = KafkaTopic.create(kafka, TOPIC, PARTITIONS);
                Stream<String> events = events()) {
            for (Iterator<String> lines = events.iterator(); lines.hasNext(); rows++) {
                topic.send(lines.next());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        say(
                "Topic '%s' holds %d events in 3 partitions (%.1f s)"
                        .formatted(TOPIC, rows, (System.nanoTime() - start) / 1e9));
        return rows;
    }

    private Stream<String> events() throws IOException {
        if (arguments.file().isPresent()) {
            Path file = arguments.file().get();
            return Files.lines(file, StandardCharsets.UTF_8).filter(line -> !line.isBlank());
        }
        GitHubEvents events = new GitHubEvents(SEED);
        return LongStream.range(0, arguments.rows()).mapToObj(i -> events.next());
    }

    private FlinkJob submit(FlinkCluster flink, ClickHouseServer clickHouse, KafkaBroker kafka) {
        say("Creating the tables and starting the job with the SQL client ...");
        FlinkJob job =
                start(
                        flink,
                        "kafka-to-clickhouse.sql",
                        Map.of(
                                "topic", TOPIC,
                                "bootstrap", kafka.bootstrapServers(),
                                "url", clickHouse.url(),
                                "semantic", arguments.semantic()));
        say("Job " + job.id() + " runs, " + arguments.semantic());
        return job;
    }

    private static void ask(ClickHouseServer clickHouse) {
        for (String question : Sql.statements("questions.sql")) {
            OUT.println();
            OUT.println(question.strip());
            String sql = question.replaceFirst("\n\\s*$", "");
            for (List<String> row : clickHouse.query(inDemo(sql) + " FORMAT TSVWithNames")) {
                OUT.println("    " + String.join("   ", row));
            }
        }
        OUT.println();
    }

    private static void keep(FlinkCluster flink, ClickHouseServer clickHouse) {
        say("Flink:      " + flink.url());
        say("ClickHouse: " + clickHouse.url() + "/play (table demo.github_events)");
        say("Press Enter to end ...");
        try {
            while (System.in.read() >= ' ') {
                // Up to the end of the line, or of the input.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String inDemo(String sql) {
        return sql.replace("github_events", "demo.github_events");
    }

    static void say(String text) {
        OUT.println("[demo] " + text);
    }
}
