// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import java.util.Set;

/** The decision on a block in doubt: done, send, or insert the missing partitions. */
sealed interface InDoubtVerdict {

    /** Nothing: it is in the table, or is left out as the user asked. */
    record Done(Reason reason) implements InDoubtVerdict {}

    /** Send it, whole, under its token. */
    record Send(Reason reason) implements InDoubtVerdict {}

    /** Send it, but let only rows in that are not of these partitions, which have theirs. */
    record Repair(Set<String> partitionsPresent) implements InDoubtVerdict {}

    /** Why; each is a metric. */
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
