// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.time.Duration;

/** A fault that a {@link FaultProxy} causes for one request. */
public sealed interface Fault {

    /** Nothing. */
    record Pass() implements Fault {}

    /** Ends the connection before the server has seen the request. */
    record CutBefore() implements Fault {}

    /** Ends the connection after the server has seen half of the body. */
    record CutMidway() implements Fault {}

    /** Lets the server do it, and ends the connection instead of giving its answer. */
    record CutAfterAnswer() implements Fault {}

    /** Ends the connection when so many bytes of the server's answer have gone by. */
    record CutWithin(long bytes) implements Fault {}

    /** Ends the connection before the last bytes of the server's answer, chunk marks included. */
    record CutAnswer(int missing) implements Fault {}

    /** Keeps the request from the server until {@link FaultProxy#release}. */
    record HoldRequest() implements Fault {}

    /** Lets the server do it, and keeps its answer until {@link FaultProxy#release}. */
    record HoldAnswer() implements Fault {}

    /** Keeps the request from the server for a while. */
    record Delay(Duration time) implements Fault {}

    /** Turns over one byte of the request's body. */
    record Corrupt() implements Fault {}

    /** Answers in place of the server; the code goes into {@code X-ClickHouse-Exception-Code}. */
    record Answer(int status, int clickHouseCode, String text) implements Fault {}

    /** Lets the server do it, and gives this answer in place of its own. */
    record AnswerInstead(Answer answer) implements Fault {}

    /** Says that all is well without the server having seen the request: loses what it brings. */
    record Swallow() implements Fault {}

    /**
     * Gives a parameter of the request another value, as a proxy does that has settings of its own;
     * then goes on with another fault.
     */
    record OtherValue(String parameter, String value, Fault then) implements Fault {}

    /**
     * Gives the request a deduplication token of its own, as a sink does that makes one per
     * attempt; then goes on with another fault.
     */
    record OtherToken(Fault then) implements Fault {}

    Fault PASS = new Pass();
}
