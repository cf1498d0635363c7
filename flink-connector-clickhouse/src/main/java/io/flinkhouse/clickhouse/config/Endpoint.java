// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * The HTTP(S) address of a server.
 *
 * @param host a name or an IP address; IPv6 without brackets, with its zone behind a percent sign
 * @param path of the server behind a proxy, such as {@code /clickhouse}; else empty
 */
@Internal
public record Endpoint(String host, int port, boolean tls, String path) implements Serializable {

    public Endpoint {
        Require.that(!host.isBlank(), "url", host, "a host, for example http://host:8123");
        Require.that(port > 0 && port <= 65535, "url", host + ":" + port, "a port from 1 to 65535");
    }

    public Endpoint(String host, int port, boolean tls) {
        this(host, port, tls, "");
    }

    @Override
    public String toString() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return (tls ? "https://" : "http://") + name + ":" + port + path;
    }
}
