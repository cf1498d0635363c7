// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.io.InputStream;
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
            made.authority();
            made.signed("server", "CN=localhost", "san=dns:localhost,ip:127.0.0.1");
            made.signed("client", "CN=client", "ku=digitalSignature");
            made.keytool("-importcert -noprompt -alias ca -file ca.pem -keystore trust.p12");
            made.pemOfClient();
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

    private void authority() throws IOException {
        keytool("-genkeypair -alias ca -dname CN=test-ca -ext bc:c -keystore ca.p12");
        keytool("-exportcert -rfc -alias ca -file ca.pem -keystore ca.p12");
    }

    private void signed(String name, String subject, String extension) throws IOException {
        String store = " -keystore " + name + ".p12";
        keytool("-genkeypair -alias " + name + " -dname " + subject + store);
        keytool("-certreq -alias " + name + " -file " + name + ".csr" + store);
        keytool(
                "-gencert -alias ca -rfc -keystore ca.p12 -ext "
                        + extension
                        + " -infile "
                        + name
                        + ".csr -outfile "
                        + name
                        + ".pem");
        keytool("-importcert -noprompt -alias ca -file ca.pem" + store);
        keytool("-importcert -noprompt -alias " + name + " -file " + name + ".pem" + store);
    }

    private void pemOfClient() throws IOException, GeneralSecurityException {
        byte[] key = store("client.p12").getKey("client", PASSWORD.toCharArray()).getEncoded();
        Files.writeString(
                clientKeyPem(),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private KeyStore store(String file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(file))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void keytool(String arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        if (arguments.startsWith("-genkeypair")) {
            command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "30"));
        }
        Cache.run(directory, command);
    }
}
