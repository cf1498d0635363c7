// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FaultProxyITCase {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static ClickHouseServer server;

    private FaultProxy proxy;
    private ClickHouseHttp http;

    @BeforeAll
    static void start() {
        server = ClickHouseServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void table() {
        server.execute("CREATE OR REPLACE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a");
        proxy = FaultProxy.to(server.httpPort());
        http = ClickHouseHttp.of(proxy.url(), "default");
    }

    @AfterEach
    void end() {
        proxy.close();
    }

    @Test
    void cutsAfterTheServerHasDoneItsWork() {
        proxy.next(1, new Fault.CutAfterAnswer());
        assertThatThrownBy(this::insert).hasMessageContaining("No answer");
        assertThat(count()).isEqualTo("1");
        insert();
        assertThat(count()).isEqualTo("2");
        assertThat(proxy.hits()).isEqualTo(2);
    }

    @Test
    void cutsBeforeAndMidway() {
        proxy.next(1, new Fault.CutBefore()).next(1, new Fault.CutMidway());
        assertThatThrownBy(this::insert).hasMessageContaining("No answer");
        assertThatThrownBy(this::insert).hasMessageContaining("No answer");
        assertThat(count()).isEqualTo("0");
    }

    @Test
    void answersInPlaceOfTheServer() {
        proxy.always(new Fault.Answer(500, 252, "Code: 252. DB::Exception: Too many parts"));
        assertThatThrownBy(this::insert).hasMessageContaining("Too many parts");
        assertThat(count()).isEqualTo("0");
        proxy.heal();
        insert();
        assertThat(count()).isEqualTo("1");
    }

    @Test
    void liesAboutWhatTheServerDid() {
        proxy.next(1, new Fault.Swallow())
                .next(1, new Fault.AnswerInstead(new Fault.Answer(500, 319, "Who knows")));
        insert();
        assertThat(count()).isEqualTo("0");
        assertThatThrownBy(this::insert).hasMessageContaining("Who knows");
        assertThat(count()).isEqualTo("1");
        assertThat(proxy.planned()).isZero();
    }

    @Test
    void holdsTheAnswerUntilReleased() {
        proxy.next(1, new Fault.HoldAnswer());
        CompletableFuture<Void> insert = CompletableFuture.runAsync(this::insert);
        proxy.awaitHeld(1, SOON);
        assertThat(insert).isNotDone();
        assertThat(server.query("SELECT count() FROM t")).containsExactly(List.of("1"));
        proxy.release();
        insert.join();
    }

    @Test
    void corruptsTheBody() {
        proxy.next(1, new Fault.Corrupt());
        assertThatThrownBy(this::insert).hasMessageContaining("ClickHouse refuses");
    }

    @Test
    void passesWhatIsLarge() {
        server.execute("CREATE OR REPLACE TABLE s (s String) ENGINE = Memory");
        http.execute("INSERT INTO s FORMAT TSV\n" + "x".repeat(3_000_000) + "\n");
        assertThat(http.query("SELECT length(s) FROM s")).containsExactly(List.of("3000000"));
        assertThat(http.query("SELECT repeat('y', 1000) FROM numbers(5000)")).hasSize(5000);
    }

    @Test
    void speaksTlsWithACertificateForLocalhost() throws Exception {
        Certificates certificates = Certificates.create();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(certificates.trustStore())) {
            trusted.load(in, Certificates.PASSWORD.toCharArray());
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        try (FaultProxy tls = FaultProxy.tls(server.httpPort(), certificates, false);
                FaultProxy mutual = FaultProxy.tls(server.httpPort(), certificates, true)) {
            assertThat(ping(client, tls)).isEqualTo("Ok.\n");
            assertThatThrownBy(() -> ping(client, mutual)).isInstanceOf(java.io.IOException.class);
            assertThat(Files.readString(certificates.clientKeyPem())).contains("PRIVATE KEY");
        }
    }

    private static String ping(HttpClient client, FaultProxy proxy) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(proxy.url() + "/ping")).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private void insert() {
        http.execute("INSERT INTO t SELECT 1");
    }

    private String count() {
        return server.query("SELECT count() FROM t").get(0).get(0);
    }
}
