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
    /** Stop the job and say what to look at. */
    FAIL,
    /** Insert it: no row is lost, some may be there twice. */
    RESEND,
    /** Leave it out: no row is there twice, some may be lost. */
    SKIP;

    /** As options spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
