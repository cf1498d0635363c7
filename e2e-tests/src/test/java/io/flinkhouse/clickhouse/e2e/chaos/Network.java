// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.Fault;

import java.util.Random;

/** Causes faults of the network, a proxy or a server during inserts. */
final class Network {

    private static final int MOST = 3;
    private static final int LONGEST_HELD = 4_000;

    private Network() {}

    /** The server has done it, and nobody hears, or not all. */
    static void cutAnswers(Pipe pipe, Random random) {
        pipe.hitInserts(1 + random.nextInt(MOST), pipe.shape().cutAnswer(random));
    }

    static void cutRequests(Pipe pipe, Random random) {
        Fault fault = random.nextBoolean() ? new Fault.CutMidway() : new Fault.CutBefore();
        pipe.hitInserts(1 + random.nextInt(MOST), fault);
    }

    /** The client gives up on a request that reaches the server after the next attempt has. */
    static void holdRequest(Pipe pipe, Random random) {
        pipe.shape().calm(true);
        pipe.catchInsert(new Fault.HoldRequest());
        pipe.proxy().cutAll();
        if (random.nextBoolean()) {
            pipe.awaitProgress();
        } else {
            Pause.upTo(LONGEST_HELD, random);
        }
        pipe.proxy().release();
    }

    /** An error, in place of the insert or, worse, after it. */
    static void error(Pipe pipe, Random random, int code, String name) {
        String text = code == 0 ? "Bad day" : "Code: " + code + ". DB::Exception: (" + name + ")";
        Fault.Answer answer = new Fault.Answer(500, code, text);
        Fault fault = random.nextBoolean() ? answer : new Fault.AnswerInstead(answer);
        pipe.hitInserts(1 + random.nextInt(MOST), fault);
    }
}
