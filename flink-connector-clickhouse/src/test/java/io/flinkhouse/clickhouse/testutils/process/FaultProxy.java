// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy between a client and a ClickHouse server that causes network faults. Faults hit the
 * requests that contain a given text, all others pass. Unless said otherwise, they hit each {@code
 * INSERT INTO} that may insert rows.
 *
 * <p>Each request goes over a connection of its own to the server, so a restarted server is found.
 */
public final class FaultProxy implements AutoCloseable {

    private static final String TOKEN = "insert_deduplication_token";
    private static final String INSERTS = "INSERT INTO";

    /** In the insert without rows that a start sends. */
    private static final String OF_NOTHING = " WHERE 0 SETTINGS ";

    private final int[] targets;
    private final ServerSocket listener;
    private final boolean tls;
    private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::daemon);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private final Queue<Fault> next = new ArrayDeque<>();
    private String victim = INSERTS;
    private Fault always = Fault.PASS;
    private int hits;
    private int held;
    private int late;
    private int generation;
    private int forgotten = -1;

    private int forwarded;

    private FaultProxy(ServerSocket listener, boolean tls, int... targets) {
        this.targets = targets;
        this.listener = listener;
        this.tls = tls;
        threads.execute(this::accept);
    }

    /** A proxy before a server on this machine; before several, each takes a request in turn. */
    public static FaultProxy to(int... ports) {
        try {
            int own = Ports.take();
            return new FaultProxy(
                    new ServerSocket(own, 50, InetAddress.getByName("127.0.0.1")), false, ports);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with TLS towards the client. */
    public static FaultProxy tls(int port, Certificates certificates, boolean clientMustShowOne) {
        return new FaultProxy(certificates.listen(Ports.take(), clientMustShowOne), true, port);
    }

    /** Returns the {@code url} of the proxy; a TLS certificate is valid for its host name. */
    public String url() {
        return (tls ? "https://localhost:" : "http://127.0.0.1:") + port();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Limits the faults to requests with this text in the head or the first 4 kB of the body. */
    public synchronized FaultProxy onlyFor(String text) {
        victim = text;
        return this;
    }

    /** Does this to every matching request from now on, once {@link #next} has run out. */
    public synchronized FaultProxy always(Fault fault) {
        always = fault;
        return this;
    }

    /** Does this to so many matching requests. */
    public synchronized FaultProxy next(int count, Fault fault) {
        for (int i = 0; i < count; i++) {
            next.add(fault);
        }
        return this;
    }

    /** Lets go what is held, and does no further harm. */
    public synchronized void heal() {
        next.clear();
        always = Fault.PASS;
        release();
    }

    /** Lets go what is held now. */
    public synchronized void release() {
        generation++;
        notifyAll();
    }

    /** Forgets what is held now, as if it had never reached this side, and does no further harm. */
    public synchronized void forget() {
        forgotten = generation;
        heal();
    }

    /** Faults of {@link #next} that no request has met yet. */
    public synchronized int planned() {
        return next.size();
    }

    /** Requests so far that a fault, also {@link Fault#PASS}, was chosen for. */
    public synchronized int hits() {
        return hits;
    }

    /** Requests that are held now. */
    public synchronized int held() {
        return held;
    }

    /** Waits until so many requests are held at once. */
    public void awaitHeld(int count, Duration timeout) {
        Await.until(count + " requests to be held", timeout, () -> held() >= count);
    }

    /** Waits until so many requests have matched. */
    public void awaitHits(int count, Duration timeout) {
        Await.until(count + " requests with '" + victim + "'", timeout, () -> hits() >= count);
    }

    /** Waits until the server has answered so many requests that were held before it. */
    public void awaitLate(int count, Duration timeout) {
        Await.until(count + " late requests", timeout, () -> late() >= count);
    }

    /** Ends all connections that are open now; new ones are served. */
    public void cutAll() {
        open.forEach(FaultProxy::close);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            heal();
            cutAll();
            threads.shutdownNow();
        }
    }

    private synchronized int target() {
        return targets[forwarded++ % targets.length];
    }

    private synchronized int late() {
        return late;
    }

    private synchronized void answeredLate() {
        late++;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream(), 1 << 16);
            OutputStream out = client.getOutputStream();
            HttpMessage request = HttpMessage.request(in, out);
            while (request != null && exchange(request, out)) {
                request = HttpMessage.request(in, out);
            }
        } catch (IOException e) {
            // The client or the server went away: closing the client's side is the answer.
        } finally {
            open.remove(client);
        }
    }

    /** Returns whether the client's connection goes on. */
    private boolean exchange(HttpMessage request, OutputStream client) throws IOException {
        Fault fault = choose(request);
        if (fault instanceof Fault.OtherValue other) {
            return exchange(
                    request.withParameter(other.parameter(), other.value()), other.then(), client);
        }
        return fault instanceof Fault.OtherToken other
                ? exchange(
                        request.withParameter(TOKEN, UUID.randomUUID().toString()),
                        other.then(),
                        client)
                : exchange(request, fault, client);
    }

    private boolean exchange(HttpMessage request, Fault fault, OutputStream client)
            throws IOException {
        if (fault instanceof Fault.CutBefore) {
            return false;
        }
        if (fault instanceof Fault.Answer answer) {
            message(answer).writeTo(client);
            return true;
        }
        if (fault instanceof Fault.Swallow) {
            HttpMessage.inserted().writeTo(client);
            return true;
        }
        if (fault instanceof Fault.Delay delay) {
            LockSupport.parkNanos(delay.time().toNanos());
        }
        if (fault instanceof Fault.HoldRequest) {
            hold();
        }
        return forward(request, fault, client);
    }

    private boolean forward(HttpMessage request, Fault fault, OutputStream client)
            throws IOException {
        Socket server = new Socket(InetAddress.getByName("127.0.0.1"), target());
        open.add(server);
        try (server) {
            server.setTcpNoDelay(true);
            OutputStream out = server.getOutputStream();
            if (fault instanceof Fault.CutMidway) {
                request.writeTo(out, request.body().length / 2);
                return false;
            }
            (fault instanceof Fault.Corrupt ? request.corrupted() : request).writeTo(out);
            InputStream in = new BufferedInputStream(server.getInputStream(), 1 << 16);
            if (fault instanceof Fault.Pass) {
                return HttpMessage.relay(in, client, Long.MAX_VALUE);
            }
            if (fault instanceof Fault.CutWithin cut) {
                HttpMessage.relay(in, client, cut.bytes());
                return false;
            }
            HttpMessage response = HttpMessage.response(in);
            if (fault instanceof Fault.HoldRequest) {
                answeredLate();
            }
            if (response == null || fault instanceof Fault.CutAfterAnswer) {
                return false;
            }
            if (fault instanceof Fault.CutAnswer cut) {
                response.writeTo(client, response.body().length - cut.missing());
                return false;
            }
            if (fault instanceof Fault.HoldAnswer) {
                hold();
            }
            (fault instanceof Fault.AnswerInstead other ? message(other.answer()) : response)
                    .writeTo(client);
            return true;
        } finally {
            open.remove(server);
        }
    }

    private static HttpMessage message(Fault.Answer answer) {
        return HttpMessage.answer(answer.status(), answer.clickHouseCode(), answer.text());
    }

    private synchronized Fault choose(HttpMessage request) {
        if (!request.contains(victim) || victim.equals(INSERTS) && request.contains(OF_NOTHING)) {
            return Fault.PASS;
        }
        hits++;
        Fault planned = next.poll();
        return planned != null ? planned : always;
    }

    private synchronized void hold() throws IOException {
        int since = generation;
        held++;
        try {
            while (generation == since) {
                wait();
            }
            if (forgotten == since) {
                throw new SocketException("Forgotten");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("Proxy closed");
        } finally {
            held--;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        return thread;
    }
}
