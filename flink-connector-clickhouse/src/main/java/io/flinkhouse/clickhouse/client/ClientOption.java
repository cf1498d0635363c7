// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The options {@code client.<name>}: name, form of the values, and description. */
enum ClientOption {
    CONNECTION_TIMEOUT(
            "connection_timeout", OptionForm.DURATION, "How long making a connection may take."),
    SOCKET_TIMEOUT(
            "socket_timeout",
            OptionForm.DURATION,
            "How long the server may be silent. Raise it if inserts wait for a quorum or slow"
                    + " materialized views."),
    REQUEST_TIMEOUT(
            "request_timeout",
            OptionForm.DURATION,
            "How long a whole request may take, from connecting to the end of its answer; five"
                    + " times client.socket_timeout unless given. Reading the rows of a table may"
                    + " take longer, once the server has begun to answer."),
    CONNECTION_REQUEST_TIMEOUT(
            "connection_request_timeout",
            OptionForm.DURATION,
            "How long to wait for a free connection of the pool, which has one per insert in"
                    + " flight."),
    CONNECTION_TTL(
            "connection_ttl", OptionForm.DURATION, "How old a connection may become; no limit."),
    KEEP_ALIVE(
            "http_keep_alive_timeout",
            OptionForm.DURATION,
            "How long an idle connection is used again; as long as the server says. Set it below"
                    + " the idle time-out of a balancer in between."),
    RECEIVE_BUFFER("socket_rcvbuf", OptionForm.BYTES, "The socket's buffer for what comes."),
    SEND_BUFFER("socket_sndbuf", OptionForm.BYTES, "The socket's buffer for what is sent."),
    NO_DELAY("socket_tcp_nodelay", OptionForm.FLAG, "Sends small packets at once; true."),
    NETWORK_BUFFER(
            "client_network_buffer_size",
            OptionForm.BYTES,
            "Bytes that are read from a socket at once; 64 KiB."),
    PROXY_TYPE("proxy_type", OptionForm.PROXY_TYPE, "What kind of proxy it is; http."),
    PROXY_HOST("proxy_host", OptionForm.HOST, "The proxy that requests go through."),
    PROXY_PORT("proxy_port", OptionForm.PORT, "The port of the proxy."),
    PROXY_USER("proxy_user", OptionForm.TEXT, "The user to log in to an HTTP proxy with."),
    PROXY_PASSWORD("proxy_password", OptionForm.TEXT, "The password of client.proxy_user."),
    TRUST_STORE(
            "trust_store",
            OptionForm.TEXT,
            "A file with the certificates to trust; Java's own unless given."),
    KEY_STORE_TYPE(
            "key_store_type", OptionForm.TEXT, "The kind of client.trust_store, PKCS12 or JKS."),
    KEY_STORE_PASSWORD(
            "key_store_password", OptionForm.TEXT, "The password of client.trust_store."),
    ROOT_CERTIFICATE(
            "sslrootcert",
            OptionForm.TEXT,
            "A PEM file with the certificates of the authorities to trust."),
    CERTIFICATE("sslcert", OptionForm.TEXT, "A PEM file with a certificate of the client's own."),
    KEY(
            "ssl_key",
            OptionForm.TEXT,
            "A PEM file with the key of client.sslcert, PKCS 8 and not encrypted."),
    SSL_MODE(
            "ssl_mode",
            OptionForm.SSL_MODE,
            "strict, verify_ca (any host name) or trust (any certificate: for trying out only)."),
    SSL_AUTHENTICATION(
            "ssl_authentication",
            OptionForm.FLAG,
            "Logs in with the client's certificate instead of a password."),
    ACCESS_TOKEN("access_token", OptionForm.TOKEN, "A bearer token in place of user and password."),
    BEARER_TOKEN("bearer_token", OptionForm.TOKEN, "Another name for client.access_token.");

    private static final Map<String, ClientOption> BY_NAME =
            Arrays.stream(values())
                    .collect(Collectors.toMap(option -> option.key, Function.identity()));

    private final String key;
    private final OptionForm form;
    private final String description;

    ClientOption(String key, OptionForm form, String description) {
        this.key = key;
        this.form = form;
        this.description = description;
    }

    static Optional<ClientOption> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Returns the name without the prefix {@code client.}. */
    String key() {
        return key;
    }

    String description() {
        return description;
    }

    /** Returns the name with its prefix, in quotes. */
    String quoted() {
        return "'client." + key + "'";
    }

    /**
     * Parses a value. Errors never repeat the text, which may be a misplaced secret.
     *
     * @throws IllegalArgumentException if the text is not a valid value
     */
    Object read(String text) {
        try {
            return form.read(text.trim());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    quoted() + " has a value that cannot be used: " + form.advice());
        }
    }
}
