// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The threads of a commit: how many, in which order, and what a failure or a cancel does. */
class CommitThreadsTest {

    private static final CommitThreads.Meanwhile NOTHING = () -> {};

    private final Queue<Integer> sent = new ConcurrentLinkedQueue<>();

    @Test
    void inTurnKeepsTheOrder() throws Exception {
        try (CommitThreads lanes = new CommitThreads.InTurn()) {
            lanes.run(IntStream.range(0, 100).mapToObj(this::sending).toList(), NOTHING);
        }
        assertThat(sent).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void inTurnSendsNothingAfterAFailure() {
        try (CommitThreads lanes = new CommitThreads.InTurn()) {
            assertThatThrownBy(
                            () ->
                                    lanes.run(
                                            List.of(
                                                    sending(1),
                                                    failing(new IOException("refused")),
                                                    sending(2)),
                                            NOTHING))
                    .isInstanceOf(IOException.class)
                    .hasMessage("refused");
        }
        assertThat(sent).containsExactly(1);
    }

    @Test
    void sideBySideSendsAsManyAtATimeAsThereAreLanes() throws Exception {
        CyclicBarrier allAtOnce = new CyclicBarrier(3);
        try (CommitThreads lanes = new CommitThreads.SideBySide(3)) {
            lanes.run(
                    IntStream.range(0, 3)
                            .<CommitThreads.CommitTask>mapToObj(
                                    i ->
                                            () -> {
                                                await(allAtOnce);
                                                sent.add(i);
                                            })
                            .toList(),
                    NOTHING);
        }
        assertThat(sent).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void sideBySideReturnsWhenAllAreSent() throws Exception {
        try (CommitThreads lanes = new CommitThreads.SideBySide(2)) {
            lanes.run(IntStream.range(0, 100).mapToObj(this::sending).toList(), NOTHING);
            assertThat(sent).hasSize(100);
            lanes.run(List.of(), NOTHING);
            lanes.run(List.of(sending(100)), NOTHING);
            assertThat(sent).hasSize(101);
        }
    }

    @Test
    void aFailureIsToldAtOnceAndStopsTheOthers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        CommitThreads.CommitTask slow =
                () -> {
                    running.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        stopped.complete(null);
                        throw e;
                    }
                };
        CommitThreads.CommitTask fails =
                () -> {
                    running.await();
                    throw new IOException("refused");
                };
        try (CommitThreads lanes = new CommitThreads.SideBySide(2)) {
            assertThatThrownBy(() -> lanes.run(List.of(slow, fails, sending(1)), NOTHING))
                    .isInstanceOf(IOException.class)
                    .hasMessage("refused");
            stopped.get();
        }
    }

    @Test
    void whatIsNoFailureOfTheServerKeepsItsCause() {
        try (CommitThreads lanes = new CommitThreads.SideBySide(1)) {
            assertThatThrownBy(
                            () ->
                                    lanes.run(
                                            List.of(failing(new IllegalStateException("bug"))),
                                            NOTHING))
                    .isInstanceOf(IOException.class)
                    .hasMessage("A block could not be committed")
                    .hasRootCauseMessage("bug");
        }
    }

    /** A server that is slow to answer does not keep a task from being cancelled. */
    @Test
    void aCancelledTaskWaitsForNoAnswer() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        try (CommitThreads lanes = new CommitThreads.SideBySide(1)) {
            Thread task =
                    new Thread(
                            () -> {
                                try {
                                    lanes.run(
                                            List.of(
                                                    () -> {
                                                        running.countDown();
                                                        awaitUninterruptibly(answer);
                                                    }),
                                            NOTHING);
                                    outcome.complete(null);
                                } catch (IOException | InterruptedException e) {
                                    outcome.complete(e);
                                }
                            });
            task.start();
            running.await();
            task.interrupt();

            assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
            answer.countDown();
        }
    }

    @Test
    void theThreadsDoNotKeepAJvmAlive() throws Exception {
        CompletableFuture<Boolean> daemon = new CompletableFuture<>();
        try (CommitThreads lanes = new CommitThreads.SideBySide(1)) {
            lanes.run(List.of(() -> daemon.complete(Thread.currentThread().isDaemon())), NOTHING);
        }
        assertThat(daemon.get()).isTrue();
    }

    private CommitThreads.CommitTask sending(int number) {
        return () -> sent.add(number);
    }

    private static CommitThreads.CommitTask failing(Exception failure) {
        return () -> {
            if (failure instanceof IOException io) {
                throw io;
            }
            throw (RuntimeException) failure;
        };
    }

    private static void await(CyclicBarrier barrier) throws IOException, InterruptedException {
        try {
            barrier.await();
        } catch (BrokenBarrierException e) {
            throw new IOException(e);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // As a socket does, which no interrupt wakes.
            }
        }
    }
}
