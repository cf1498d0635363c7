// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Creates a certificate authority, and its certificates for {@code localhost} and for a client.
 * Made with the JDK's keytool.
 */
public final class Certificates {

    public static final String PASSWORD = "changeit";

    private final Path directory = Workspace.directory("certificates");

    private Certificates() {}

    public static Certificates create() {
        Certificates made = new Certificates();
        try {
            KeyStore keys = made.keys();
            made.saveKey(keys, "server", made.serverStore());
            made.saveKey(keys, "client", made.clientStore());
            KeyStore trusted = empty();
            trusted.setCertificateEntry("ca", keys.getCertificate("ca"));
            save(trusted, made.trustStore());
            savePem("CERTIFICATE", keys.getCertificate("ca").getEncoded(), made.caPem());
            savePem(
                    "CERTIFICATE",
                    keys.getCertificate("client").getEncoded(),
                    made.clientCertificatePem());
            savePem(
                    "PRIVATE KEY",
                    keys.getKey("client", PASSWORD.toCharArray()).getEncoded(),
                    made.clientKeyPem());
            return made;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot make certificates", e);
        }
    }

    /** PKCS12 with the authority's certificate; password {@link #PASSWORD}. */
    public Path trustStore() {
        return directory.resolve("trust.p12");
    }

    /** The authority's certificate. */
    public Path caPem() {
        return directory.resolve("ca.pem");
    }

    public Path clientCertificatePem() {
        return directory.resolve("client.pem");
    }

    /** PKCS8, not encrypted. */
    public Path clientKeyPem() {
        return directory.resolve("client-key.pem");
    }

    /** PKCS12 with the certificate of {@code localhost} and its key. */
    Path serverStore() {
        return directory.resolve("server.p12");
    }

    /** PKCS12 with the certificate of a client and its key. */
    public Path clientStore() {
        return directory.resolve("client.p12");
    }

    /** Listens on this machine with the certificate of {@code localhost}. */
    public ServerSocket listen(int port, boolean clientMustShowOne) {
        try {
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store("server.p12"), PASSWORD.toCharArray());
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store("trust.p12"));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            InetAddress loopback = InetAddress.getByName("127.0.0.1");
            SSLServerSocket socket =
                    (SSLServerSocket)
                            context.getServerSocketFactory().createServerSocket(port, 50, loopback);
            socket.setNeedClientAuth(clientMustShowOne);
            return socket;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot listen with TLS", e);
        }
    }

    /** All keys in one store, since keytool takes a second for each of its runs. */
    private KeyStore keys() throws IOException, GeneralSecurityException {
        generate("ca", "-dname CN=test-ca -ext bc:c");
        generate("server", "-dname CN=localhost -signer ca -ext san=dns:localhost,ip:127.0.0.1");
        generate("client", "-dname CN=client -signer ca -ext ku=digitalSignature");
        return store("all.p12");
    }

    private void generate(String alias, String arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias));
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "30"));
        command.addAll(List.of("-keystore", "all.p12"));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Cache.run(directory, command);
    }

    private void saveKey(KeyStore keys, String alias, Path file)
            throws IOException, GeneralSecurityException {
        KeyStore one = empty();
        one.setKeyEntry(
                alias,
                keys.getKey(alias, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                keys.getCertificateChain(alias));
        save(one, file);
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static void save(KeyStore store, Path file)
            throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private static void savePem(String kind, byte[] encoded, Path file) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(
                                kind,
                                Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(encoded),
                                kind));
    }

    private KeyStore store(String file) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        try (InputStream in = Files.newInputStream(directory.resolve(file))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
