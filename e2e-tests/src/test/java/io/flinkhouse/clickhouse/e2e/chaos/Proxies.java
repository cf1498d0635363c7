// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import java.util.List;
import java.util.stream.Collectors;

/** A proxy before each server; a fault strikes at the one that the request goes through. */
record Proxies(List<FaultProxy> all) implements AutoCloseable {

    /** Proxies whose faults are for the requests with this text. */
    static Proxies before(List<ClickHouseServer> servers, String victims) {
        return new Proxies(
                servers.stream()
                        .map(server -> FaultProxy.to(server.httpPort()).onlyFor(victims))
                        .toList());
    }

    /** The value of the option {@code url}. */
    String url() {
        return all.stream()
                .map(proxy -> "127.0.0.1:" + proxy.port())
                .collect(Collectors.joining(",", "http://", ""));
    }

    /** Does this to so many requests of one of the servers. */
    void next(int count, Fault fault) {
        all.forEach(proxy -> proxy.next(count, fault));
    }

    /** Returns whether one of the servers has met all faults; the others are spared theirs. */
    boolean isStruck() {
        boolean struck = all.stream().anyMatch(proxy -> proxy.planned() == 0);
        if (struck) {
            all.stream().filter(proxy -> proxy.planned() > 0).forEach(FaultProxy::heal);
        }
        return struck;
    }

    boolean isHolding() {
        boolean holding = all.stream().anyMatch(proxy -> proxy.held() > 0);
        if (holding) {
            all.stream().filter(proxy -> proxy.held() == 0).forEach(FaultProxy::heal);
        }
        return holding;
    }

    /** Requests so far that faults could have struck. */
    int hits() {
        return all.stream().mapToInt(FaultProxy::hits).sum();
    }

    /** Ends all connections that are open now; new ones are served. */
    void cutAll() {
        all.forEach(FaultProxy::cutAll);
    }

    /** Lets go what is held now. */
    void release() {
        all.forEach(FaultProxy::release);
    }

    /** Lets go what is held, and does no further harm. */
    void heal() {
        all.forEach(FaultProxy::heal);
    }

    @Override
    public void close() {
        all.forEach(FaultProxy::close);
    }
}
