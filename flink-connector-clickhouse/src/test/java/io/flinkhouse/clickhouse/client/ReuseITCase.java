// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests which connections are reused. */
@ExtendWith(ClickHouseExtension.class)
class ReuseITCase {

    private static final String OWN_PORT =
            "SELECT port FROM system.processes WHERE query_id = queryID()";

    @Test
    void aConnectionIsUsedAgainAlsoAfterAnError(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (a UInt8) ENGINE = Memory");
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            String port = client.value(OWN_PORT);
            client.insert(
                    new InsertRequest(
                            "INSERT INTO t FORMAT TSV",
                            UUID.randomUUID().toString(),
                            Map.of(),
                            Bytes.of("1\n"),
                            false));
            assertThat(client.value(OWN_PORT)).isEqualTo(port);
            assertThatThrownBy(() -> client.query("SELECT a FROM missing"))
                    .isInstanceOf(ClickHouseException.class);
            assertThat(client.value(OWN_PORT)).isEqualTo(port);
        }
    }

    /** As a balancer does, which says nothing when it ends an idle connection. */
    @Test
    void aConnectionThatTheOtherSideEndedIsNotUsed() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: q\r\nContent-Length: 0\r\n\r\n";
        try (ScriptedServer server =
                        ScriptedServer.playing(
                                (own, rest, out) -> {
                                    own.readBody(rest);
                                    out.write(answer.getBytes(StandardCharsets.UTF_8));
                                });
                ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            for (int i = 1; i <= 3; i++) {
                client.execute("SELECT 1");
                long idle = System.nanoTime();
                Await.until(
                        "a connection to be idle for long",
                        Duration.ofSeconds(10),
                        () -> System.nanoTime() - idle > Duration.ofMillis(700).toNanos());
                assertThat(server.requests()).hasSize(i);
            }
        }
    }
}
