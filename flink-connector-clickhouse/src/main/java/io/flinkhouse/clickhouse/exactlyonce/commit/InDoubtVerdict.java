// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import java.util.Set;

/** The decision on a block in doubt: done, send, or insert the missing partitions. */
sealed interface InDoubtVerdict {

    /** The block is in the table, or is left out by the user's policy. */
    record Done(Reason reason) implements InDoubtVerdict {}

    /** The whole block is sent with its token. */
    record Send(Reason reason) implements InDoubtVerdict {}

    /** Only the rows of missing partitions are inserted. */
    record Repair(Set<String> partitionsPresent) implements InDoubtVerdict {}

    /** The reason of a verdict; each reason has a metric. */
    enum Reason {
        FRESH,
        LEDGER,
        FENCE_COMPLETE,
        FENCE_ABSENT,
        FENCE_PARTIAL,
        VIEWS_AGAIN,
        TOKEN,
        IDEMPOTENT,
        POLICY_RESEND,
        POLICY_SKIP
    }
}
