// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ExtendWith(ClickHouseExtension.class)
@Timeout(60)
class NetworkFaultsITCase {

    private static final RetryConfig QUICK =
            new RetryConfig(Duration.ofSeconds(20), Duration.ofMillis(1), Duration.ofMillis(10));

    private ClickHouseDatabase db;
    private FaultProxy proxy;
    private ClickHouseClient client;

    @BeforeEach
    void connect(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id"
                        + " SETTINGS non_replicated_deduplication_window = 100");
        proxy = FaultProxy.to(URI.create(db.url()).getPort());
        client = new ClickHouseClient(config(Map.of()), 1);
    }

    @AfterEach
    void disconnect() {
        client.close();
        proxy.close();
    }

    @Test
    void aLostAnswerIsWorthARetryAndTheTokenKeepsOneCopy() throws Exception {
        proxy.next(2, new Fault.CutAfterAnswer());
        List<FailureKind> failures = new ArrayList<>();

        Retry.call(
                QUICK,
                () -> client.insert(block("same")),
                (attempts, wait, failure) -> failures.add(failure.kind()));

        assertThat(failures).containsExactly(FailureKind.RETRY, FailureKind.RETRY);
        assertThat(rows()).isEqualTo("3");
    }

    @Test
    void aRequestCutHalfWayLeavesNothing() {
        proxy.next(1, new Fault.CutMidway());

        ClickHouseException e = failure(client);

        assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
        assertThat(rows()).isEqualTo("0");
    }

    @Test
    void aFailureIsSentOnceAndNotRepeatedBehindOurBack() {
        proxy.always(new Fault.CutBefore());
        assertThat(failure(client).kind()).isEqualTo(FailureKind.RETRY);
        assertThat(proxy.hits()).isEqualTo(1);
    }

    @Test
    void aSilentServerIsGivenUpAfterTheSocketTimeout() {
        proxy.always(new Fault.HoldRequest());
        try (ClickHouseClient impatient =
                new ClickHouseClient(config(Map.of("socket_timeout", "300 ms")), 1)) {
            ClickHouseException e = failure(impatient);
            assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
            assertThat(e).hasMessageContaining("'client.socket_timeout'");
        }
    }

    @Test
    void theBudgetEndsTheRetriesAndTheMessageCountsThem() {
        proxy.always(new Fault.CutBefore());
        RetryConfig brief =
                new RetryConfig(
                        Duration.ofMillis(200), Duration.ofMillis(10), Duration.ofMillis(50));

        ClickHouseException e =
                catchThrowableOfType(
                        ClickHouseException.class,
                        () -> Retry.call(brief, () -> client.insert(block("t")), (a, w, f) -> {}));

        assertThat(e)
                .hasMessageContaining("Gave up after " + proxy.hits() + " attempts")
                .hasMessageContaining("'sink.retry.timeout' = 200 ms");
        assertThat(proxy.hits()).isGreaterThan(2);
    }

    private ClickHouseException failure(ClickHouseClient client) {
        return catchThrowableOfType(ClickHouseException.class, () -> client.insert(block("token")));
    }

    private String rows() {
        return db.query("SELECT count() FROM t").get(0).get(0);
    }

    private ConnectionConfig config(Map<String, String> options) {
        return ConnectionConfig.parse(proxy.url())
                .withCredentials(db.username(), new Secret(db.password()))
                .withDatabase(db.name())
                .withClient(options);
    }

    private static InsertRequest block(String token) {
        return new InsertRequest(
                "INSERT INTO t FORMAT TSV",
                java.util.UUID.randomUUID().toString(),
                Map.of("insert_deduplication_token", token),
                Bytes.of("1\n2\n3\n"),
                false);
    }
}
