// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SeenMetrics;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that every documented metric changes, as seen by a metric reporter of Flink. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class MetricsITCase {

    private static final Path DOCUMENT = Path.of("..", "docs", "generated", "metrics.md");
    private static final Path OBSERVABILITY = Path.of("..", "docs", "observability");
    private static final Pattern NAME = Pattern.compile("(?m)^\\| `(\\w+)` \\|");
    private static final Pattern QUERIED = Pattern.compile("flink_\\w+");

    /** Of writers and committers that these jobs do not have. */
    private static final Set<String> SHOWN_ELSEWHERE =
            Set.of("inDoubtPolicyResend", "inDoubtPolicySkip", "readRetries");

    /** Zero when a job has ended well, so another test sees it move. */
    private static final Map<String, String> MOVED_ELSEWHERE =
            Map.of(
                    "numRecordsSendErrors", "InsertFailureITCase",
                    "inFlightInserts", "InFlightITCase",
                    "pendingBlocks", "CommitMetricsTest",
                    "pendingBytes", "CommitMetricsTest",
                    "oldestPendingAgeMs", "CommitMetricsTest",
                    "readRetries", "ScanMetricsITCase");

    @TempDir Path directory;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTables(ClickHouseDatabase database) {
        db = database;
        db.execute(
                "CREATE TABLE t (id Int64, small UInt8 DEFAULT 0, name Nullable(String),"
                        + " _flink_block UInt64 MATERIALIZED 0, CONSTRAINT below CHECK small < 100)"
                        + " ENGINE = MergeTree ORDER BY id"
                        + " SETTINGS non_replicated_deduplication_window = 100");
        db.execute(
                "CREATE TABLE words (k String, n Int64, v UInt64) ENGINE = ReplacingMergeTree(v)"
                        + " ORDER BY k");
    }

    @Test
    void everyDocumentedMetricMoves() throws Exception {
        deliverMessagesOfWhichSomeAreBad();
        deliverChangesThatAreIgnoredThroughABusyServer();

        Set<String> expected = documented();
        assertThat(expected).hasSizeGreaterThan(20).containsAll(MOVED_ELSEWHERE.keySet());
        expected.removeAll(MOVED_ELSEWHERE.keySet());
        expected.removeIf(name -> name.startsWith("inDoubt"));
        assertThat(SeenMetrics.moved()).containsAll(expected);
        PrometheusPage.awaitEnd();
        assertThat(queried())
                .hasSizeGreaterThan(20)
                .filteredOn(name -> SHOWN_ELSEWHERE.stream().noneMatch(name::endsWith))
                .allMatch(PrometheusPage::shows);
    }

    /** The metrics of the dashboard and the alerts, by the names of Flink's own reporter. */
    private static Set<String> queried() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String file : List.of("grafana-dashboard.json", "prometheus-alerts.yaml")) {
            Matcher name = QUERIED.matcher(Files.readString(OBSERVABILITY.resolve(file)));
            name.results().map(MatchResult::group).forEach(names::add);
        }
        return names;
    }

    /** One message cannot be read, one row does not fit its column, one is refused. */
    private void deliverMessagesOfWhichSomeAreBad() throws Exception {
        Topic topic = Topic.create(1);
        String tooLargeForTheState =
                new Random(1)
                        .ints(200_000, 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining());
        topic.send("{\"id\": 1, \"small\": 1, \"name\": \"" + tooLargeForTheState + "\"}")
                .send("{")
                .send("{\"id\": 2, \"small\": 300}", "{\"id\": 3, \"small\": 200}");
        try (FaultProxy proxy = busyOnce()) {
            Pipe.of(db, topic, "id BIGINT NOT NULL, small INT NOT NULL, name STRING")
                    .with("url", proxy.url())
                    .with("sink.semantic", "exactly-once")
                    .with("sink.exactly-once.spool-path", directory.toUri().toString())
                    .with("scan.error-mode", "skip")
                    .with("sink.error-mode", "skip")
                    .measured()
                    .run();
        }
        assertThat(db.query("SELECT id FROM t")).hasSize(1);
    }

    /** A word that is counted twice leaves the result; its deletion is ignored. */
    private void deliverChangesThatAreIgnoredThroughABusyServer() throws Exception {
        try (FaultProxy proxy = busyOnce()) {
            TableEnvironment env =
                    Pipe.of(
                                    db,
                                    Topic.create(1),
                                    "k STRING NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (k) NOT ENFORCED")
                            .with("url", proxy.url())
                            .with("table-name", "words")
                            .with("sink.delete-mode", "ignore")
                            .measured()
                            .environment();
            env.getConfig().set("table.exec.sink.upsert-materialize", "NONE");
            env.executeSql(
                            "INSERT INTO pipe SELECT * FROM (SELECT w, COUNT(*) AS n FROM (VALUES ('a'),"
                                    + " ('b'), ('a')) AS v (w) GROUP BY w) WHERE n < 2")
                    .await();
        }
    }

    /** Has too many parts for the first insert. */
    private FaultProxy busyOnce() {
        FaultProxy proxy =
                FaultProxy.to(URI.create(db.url()).getPort())
                        .onlyFor("insert_deduplication_token=");
        proxy.next(1, new Fault.Answer(500, 252, "Code: 252. DB::Exception: Too many parts."));
        return proxy;
    }

    private static Set<String> documented() throws IOException {
        return NAME.matcher(Files.readString(DOCUMENT))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
