// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Jobs that stop because nothing tells whether a block is in its table. Where the documentation
 * allows that, the job is started once with {@code resend}, as it says; elsewhere the run has
 * failed.
 */
final class Stops {

    private static final Pattern QUESTION =
            Pattern.compile("Nothing can tell whether block ([0-9A-Z]{26})");

    private final Shape shape;
    private final Map<String, Integer> byLine = new TreeMap<>();
    private long resentFrom;

    Stops(Shape shape) {
        this.shape = shape;
    }

    /** How often jobs have stopped, by the line of the documentation that allows it. */
    Map<String, Integer> byLine() {
        return byLine;
    }

    /** Starts a job again that has stopped. */
    void watch(PipeJob job) {
        if (job.resends()) {
            return;
        }
        String failure = job.failure();
        Matcher question = QUESTION.matcher(failure);
        if (question.find()) {
            stopped(job, question.group(1), failure);
        }
    }

    private void stopped(PipeJob job, String block, String failure) {
        long sealedAt = SealingTime.of(block) - shape.clockAheadMillis();
        String line =
                shape.disclaimsStop(sealedAt)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "The job has stopped although its guarantee holds: "
                                                        + failure));
        byLine.merge(line, 1, Integer::sum);
        Chaos.say("the job stops with a question about " + block + "; it is started with resend");
        // The error names one block, and all of its checkpoint are sent again.
        resentFrom = sealedAt - Pipe.CHECKPOINT_MILLIS;
        job.restartAndResend();
    }

    /** Starts a job without {@code resend} again that goes on. */
    void settle(PipeJob job) {
        if (job.resends()) {
            job.restart(job.subtasks());
            shape.resent(resentFrom, System.currentTimeMillis());
        }
    }
}
