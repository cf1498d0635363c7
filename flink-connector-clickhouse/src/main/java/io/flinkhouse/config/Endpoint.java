// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.config;

import java.io.Serializable;

/** One HTTP(S) address of a server. */
public record Endpoint(String host, int port, boolean tls) implements Serializable {

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + host + ":" + port;
    }
}
