// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.testutils.process.Certificates;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ExtendWith(ClickHouseExtension.class)
class TlsITCase {

    private static Certificates certificates;

    private ClickHouseDatabase db;
    private FaultProxy open;
    private FaultProxy mutual;

    @BeforeAll
    static void makeCertificates() {
        certificates = Certificates.create();
    }

    @BeforeEach
    void startProxies(ClickHouseDatabase db) {
        this.db = db;
        int port = URI.create(db.url()).getPort();
        this.open = FaultProxy.tls(port, certificates, false);
        this.mutual = FaultProxy.tls(port, certificates, true);
    }

    @AfterEach
    void stopProxies() {
        open.close();
        mutual.close();
    }

    @Test
    void trustsACertificateAuthorityFromAFile() throws Exception {
        assertThat(ask(open, Map.of("sslrootcert", certificates.caPem().toString())))
                .isEqualTo("1");
    }

    @Test
    void trustsACertificateAuthorityFromATrustStore() throws Exception {
        assertThat(
                        ask(
                                open,
                                Map.of(
                                        "trust_store",
                                        certificates.trustStore().toString(),
                                        "key_store_type",
                                        "PKCS12",
                                        "key_store_password",
                                        Certificates.PASSWORD)))
                .isEqualTo("1");
    }

    @Test
    void trustsAnyoneWhenTold() throws Exception {
        assertThat(ask(open, Map.of("ssl_mode", "trust"))).isEqualTo("1");
    }

    @Test
    void showsACertificateOfItsOwn() throws Exception {
        Map<String, String> withCertificate =
                Map.of(
                        "sslrootcert",
                        certificates.caPem().toString(),
                        "sslcert",
                        certificates.clientCertificatePem().toString(),
                        "ssl_key",
                        certificates.clientKeyPem().toString());
        assertThat(ask(mutual, withCertificate)).isEqualTo("1");
        assertThat(failure(mutual, Map.of("sslrootcert", certificates.caPem().toString())))
                .hasMessageContaining(mutual.url());
    }

    @Test
    void aStrangersCertificateIsAFailureThatSaysWhatToDo() {
        ClickHouseException e = failure(open, Map.of());
        assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
        assertThat(e).hasMessageContaining("TLS").hasMessageContaining("'client.sslrootcert'");
    }

    @Test
    void aMissingFileIsAFailureThatNamesIt() {
        ClickHouseException e = failure(open, Map.of("sslrootcert", "no/such/ca.pem"));
        assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
        assertThat(e).hasMessageContaining("no/such/ca.pem").hasMessageContaining("'client.*'");
    }

    /**
     * On a server of its own: ClickHouse was seen to end, over a broken pipe, when what it answers
     * to a start of TLS is not read.
     */
    @Test
    void tlsToAPortWithoutItIsAFailureThatSaysSo() {
        try (ClickHouseServer server = ClickHouseServer.start()) {
            String plain = server.url().replace("http://", "https://");
            ClickHouseException e = failure(plain, Map.of("ssl_mode", "trust"));
            assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
            assertThat(e).hasMessageContaining("scheme and port in 'url'");
        }
    }

    @Test
    void theNameInTheCertificateIsCheckedUnlessToldOtherwise() throws Exception {
        String ca = certificates.caPem().toString();
        Map<String, String> viaProxy = new HashMap<>();
        int port = URI.create(open.url()).getPort();
        try (TunnelProxy proxy = TunnelProxy.http(port, "200 Connected")) {
            viaProxy.put("proxy_host", "127.0.0.1");
            viaProxy.put("proxy_port", proxy.port());
            viaProxy.put("sslrootcert", ca);
            assertThat(ask("https://LOCALHOST.:" + port, viaProxy)).isEqualTo("1");
            ClickHouseException e = failure("https://other.example:" + port, viaProxy);
            assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
            assertThat(e).hasMessageContaining("other.example");
            viaProxy.put("ssl_mode", "verify_ca");
            assertThat(ask("https://other.example:" + port, viaProxy)).isEqualTo("1");
        }
    }

    @Test
    void anInterruptCutsARequestOverTls() throws Exception {
        open.always(new Fault.HoldRequest()).onlyFor("SELECT 1");
        Map<String, String> options = Map.of("sslrootcert", certificates.caPem().toString());
        CompletableFuture<ClickHouseException> outcome = new CompletableFuture<>();
        Thread asking = new Thread(() -> outcome.complete(failure(open, options)));
        asking.start();
        open.awaitHeld(1, Duration.ofSeconds(30));
        asking.interrupt();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
    }

    private String ask(FaultProxy proxy, Map<String, String> options) throws ClickHouseException {
        return ask(proxy.url(), options);
    }

    private String ask(String url, Map<String, String> options) throws ClickHouseException {
        try (ClickHouseClient client = new ClickHouseClient(config(url, options), 1)) {
            List<List<String>> rows = client.query("SELECT 1");
            return rows.get(0).get(0);
        }
    }

    private ClickHouseException failure(FaultProxy proxy, Map<String, String> options) {
        return failure(proxy.url(), options);
    }

    private ClickHouseException failure(String url, Map<String, String> options) {
        try (ClickHouseClient client = new ClickHouseClient(config(url, options), 1)) {
            return catchThrowableOfType(ClickHouseException.class, () -> client.query("SELECT 1"));
        }
    }

    private ConnectionConfig config(String url, Map<String, String> options) {
        return ConnectionConfig.parse(url)
                .withCredentials(db.username(), new Secret(db.password()))
                .withClient(options);
    }
}
