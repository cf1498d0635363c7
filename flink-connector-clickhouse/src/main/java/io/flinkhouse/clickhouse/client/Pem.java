// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM files; errors name the file and never its content. */
final class Pem {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private Pem() {}

    /**
     * Reads all certificates of the file, in order.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Collection<? extends Certificate> certificates(ClientOption option, String file) {
        try {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes(option, file)));
            if (!all.isEmpty()) {
                return all;
            }
        } catch (CertificateException e) {
            throw unusable(option, file, "holds a certificate that cannot be read", e);
        }
        throw unusable(option, file, "holds no certificate in PEM", null);
    }

    /**
     * Reads the private key of the file.
     *
     * @throws IllegalArgumentException if there is none, or it is encrypted
     */
    static PrivateKey key(ClientOption option, String file) {
        String text = new String(bytes(option, file), StandardCharsets.US_ASCII);
        Matcher key = KEY.matcher(text);
        if (!key.find()) {
            throw unusable(
                    option,
                    file,
                    "holds no 'BEGIN PRIVATE KEY': make it PKCS 8 without a password, for example"
                            + " with openssl pkcs8 -topk8 -nocrypt",
                    null);
        }
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(decoded(option, file, key.group(1)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                continue; // the key is for another algorithm
            } catch (GeneralSecurityException e) {
                throw unusable(option, file, "cannot be read by this Java", e);
            }
        }
        throw unusable(option, file, "holds a key that is none of " + ALGORITHMS, null);
    }

    private static byte[] decoded(ClientOption option, String file, String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw unusable(option, file, "holds a damaged key", null);
        }
    }

    private static byte[] bytes(ClientOption option, String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw unusable(option, file, "cannot be read on this machine", e);
        }
    }

    static IllegalArgumentException unusable(
            ClientOption option, String file, String why, Exception cause) {
        return new IllegalArgumentException(
                "The file " + file + " of " + option.quoted() + " " + why + ".", cause);
    }
}
