// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Locale;

/**
 * The policy for a block in doubt for which neither ledger, fence nor window can decide: fail,
 * resend, or skip.
 */
@PublicEvolving
public enum InDoubtPolicy {
    /** Fails the job; the error says what to check. */
    FAIL,
    /** Inserts the block: no row is lost, some may be stored twice. */
    RESEND,
    /** Skips the block: no row is stored twice, some may be lost. */
    SKIP;

    /** Returns the value of the option. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
