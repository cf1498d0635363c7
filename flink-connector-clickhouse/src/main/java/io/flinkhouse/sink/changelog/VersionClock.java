// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.changelog;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.error.ServerError;
import io.flinkhouse.sql.Identifiers;
import io.flinkhouse.sql.TablePath;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * Versions of rows: microseconds since the epoch by the clock of the server, each larger than the
 * one before.
 *
 * <p>The server's clock is asked once and runs on by this machine's, so that all writers of a table
 * share one clock and a key may move from one to another. No version is lower than one that is in
 * the table already, whoever wrote it: neither a clock that was set back nor versions in another
 * unit make an old row win.
 */
public final class VersionClock implements LongSupplier {

    private static final Logger LOG = LoggerFactory.getLogger(VersionClock.class);
    private static final String NOW = "SELECT toUnixTimestamp64Micro(now64(6))";
    private static final int NANOS_PER_MICRO = 1_000;

    private final LongSupplier nanoClock;
    private final long startNanos;
    private final long startMicros;
    private long last;

    /**
     * @param micros the time now
     * @param floor every version is larger
     */
    VersionClock(LongSupplier nanoClock, long micros, long floor) {
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
        this.startMicros = micros;
        this.last = floor;
    }

    /** Asks the server for its time and for the highest version of the table. */
    static VersionClock of(ClickHouseClient client, TablePath table, String column)
            throws ClickHouseException {
        long floor = highest(client, table, column);
        long micros = Long.parseLong(client.query(NOW).get(0).get(0));
        return new VersionClock(System::nanoTime, micros, floor);
    }

    private static long highest(ClickHouseClient client, TablePath table, String column)
            throws ClickHouseException {
        try {
            List<List<String>> max =
                    client.query("SELECT max(" + Identifiers.quote(column) + ") FROM " + table);
            return Long.parseLong(max.get(0).get(0));
        } catch (NumberFormatException e) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "Column '"
                            + column
                            + "' of "
                            + table
                            + " holds a version beyond "
                            + Long.MAX_VALUE
                            + ", above which no other can be made. Lower it, or put the column into"
                            + " the Flink table and give the versions there.");
        } catch (ClickHouseException e) {
            if (e.code() != ServerError.ACCESS_DENIED.code()) {
                throw e;
            }
            LOG.warn(
                    "The user may not read column '{}' of {}, so versions rest on the server's clock"
                            + " alone. To be safe from a clock that is set back: GRANT SELECT({}) ON"
                            + " {}",
                    column,
                    table,
                    column,
                    table);
            return 0;
        }
    }

    @Override
    public long getAsLong() {
        long now = startMicros + (nanoClock.getAsLong() - startNanos) / NANOS_PER_MICRO;
        last = Math.max(last + 1, now);
        return last;
    }
}
