// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

/** The decision on a block before each attempt to send it: done, wait, or send. */
sealed interface Verdict {

    /** The block is in the table, or is left out by the user's policy. */
    record Done(Reason reason) implements Verdict {}

    /** Nobody can say yet; the same is asked again after a while. */
    record Wait(String why) implements Verdict {}

    /** Nobody can say yet, and time alone brings the answer; this is no failed attempt. */
    record Settling(String why) implements Verdict {}

    /**
     * The block is sent.
     *
     * @param confirmed whether its rows are looked for when the server has acknowledged it, since
     *     the server may drop a repeated token though the rows are gone
     */
    record Send(Reason reason, InsertForm form, boolean confirmed) implements Verdict {}

    /** The statement with which a block is sent. */
    enum InsertForm {
        /** As it was sealed. */
        PLAIN,
        /** Inserts nothing if the table has rows of the block. */
        GUARDED,
        /** Inserts the partitions of which the table has no rows of the block. */
        GUARDED_BY_PARTITION,
        /** As it was sealed, but under another token: the server remembers the first. */
        RENEWED
    }

    /** The reason of a verdict; each is a metric. */
    enum Reason {
        FRESH,
        LEDGER,
        FENCE_COMPLETE,
        FENCE_ABSENT,
        FENCE_PARTIAL,
        TOKEN,
        IDEMPOTENT,
        POLICY_RESEND,
        POLICY_SKIP
    }
}
