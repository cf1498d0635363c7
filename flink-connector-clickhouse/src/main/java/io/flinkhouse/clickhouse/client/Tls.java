// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.client.OptionForm.SslMode;

import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

import static io.flinkhouse.clickhouse.client.ClientOption.CERTIFICATE;
import static io.flinkhouse.clickhouse.client.ClientOption.KEY;
import static io.flinkhouse.clickhouse.client.ClientOption.KEY_STORE_PASSWORD;
import static io.flinkhouse.clickhouse.client.ClientOption.KEY_STORE_TYPE;
import static io.flinkhouse.clickhouse.client.ClientOption.ROOT_CERTIFICATE;
import static io.flinkhouse.clickhouse.client.ClientOption.TRUST_STORE;

/** Builds the TLS context of a connection: trusted certificates, and the client certificate. */
final class Tls {

    private static final char[] NO_PASSWORD = {};

    private Tls() {}

    /**
     * Returns the strategy that turns a socket into a TLS socket.
     *
     * @throws IllegalArgumentException if a file cannot be used
     */
    static TlsSocketStrategy strategy(ClientOptions options) {
        ClientTlsStrategyBuilder builder =
                ClientTlsStrategyBuilder.create().setSslContext(context(options));
        return options.sslMode() == SslMode.STRICT
                ? builder.setHostVerificationPolicy(HostnameVerificationPolicy.BUILTIN)
                        .buildClassic()
                : builder.setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                        .setHostnameVerifier(NoopHostnameVerifier.INSTANCE)
                        .buildClassic();
    }

    private static SSLContext context(ClientOptions options) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown(options), trusted(options), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] shown(ClientOptions options)
            throws GeneralSecurityException, IOException {
        if (!options.has(CERTIFICATE)) {
            return null; // null selects Java's key managers: no client certificate
        }
        KeyStore store = empty();
        store.setKeyEntry(
                "client",
                Pem.key(KEY, options.text(KEY)),
                NO_PASSWORD,
                Pem.certificates(CERTIFICATE, options.text(CERTIFICATE))
                        .toArray(Certificate[]::new));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trusted(ClientOptions options)
            throws GeneralSecurityException, IOException {
        if (options.sslMode() == SslMode.TRUST) {
            return new TrustManager[] {new TrustAll()};
        }
        if (!options.has(TRUST_STORE) && !options.has(ROOT_CERTIFICATE)) {
            return null; // null selects Java's trust managers
        }
        KeyStore store = options.has(TRUST_STORE) ? trustStore(options) : empty();
        if (options.has(ROOT_CERTIFICATE)) {
            int number = 0;
            for (Certificate authority :
                    Pem.certificates(ROOT_CERTIFICATE, options.text(ROOT_CERTIFICATE))) {
                store.setCertificateEntry("sslrootcert-" + number++, authority);
            }
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyStore trustStore(ClientOptions options) throws GeneralSecurityException {
        String file = options.text(TRUST_STORE);
        String type =
                options.has(KEY_STORE_TYPE)
                        ? options.text(KEY_STORE_TYPE)
                        : KeyStore.getDefaultType();
        KeyStore store = KeyStore.getInstance(type);
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            store.load(
                    in,
                    options.has(KEY_STORE_PASSWORD)
                            ? options.text(KEY_STORE_PASSWORD).toCharArray()
                            : null);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw Pem.unusable(
                    TRUST_STORE,
                    file,
                    "cannot be read as a "
                            + type
                            + " store; check the path, 'client.key_store_type' and"
                            + " 'client.key_store_password'",
                    e);
        }
        return store;
    }
}
