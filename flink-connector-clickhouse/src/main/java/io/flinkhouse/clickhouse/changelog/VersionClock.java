// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * Generates row versions: microseconds since the epoch by the server's clock, each larger than the
 * previous one.
 *
 * <p>It reads the server's clock once and continues with the local one, so that all writers of a
 * table share one clock and a key may move between writers. If the table holds newer versions,
 * because the clock was set back or another application uses another unit, all versions are shifted
 * by whole eras. They are still times of one clock: the versions of a writer that starts later are
 * higher than those of the others, including versions that are not in the table yet. Counting from
 * the table's highest version would not ensure that.
 */
@Internal
public final class VersionClock implements LongSupplier {

    /** The length of an era in microseconds: about nine years. */
    static final long ERA = 1L << 48;

    private static final Logger LOG = LoggerFactory.getLogger(VersionClock.class);
    private static final String NOW = "toUnixTimestamp64Micro(now64(6))";
    private static final int NANOS_PER_MICRO = 1_000;

    private final LongSupplier nanoClock;
    private final long startNanos;
    private final long startMicros;
    private long last;

    /**
     * @param start the lowest version
     */
    VersionClock(LongSupplier nanoClock, long start) {
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
        this.startMicros = start;
        this.last = start - 1;
    }

    /**
     * Asks the server for its time and for the highest version of the table.
     *
     * @param given no version of a row that is not in the table yet is higher
     */
    static VersionClock of(TableReader server, VersionColumn column, long given)
            throws ClickHouseException {
        try {
            List<String> answer = times(server, column);
            long now = Long.parseLong(answer.get(0));
            long highest = Math.max(given, Long.parseLong(answer.get(1)));
            return new VersionClock(System::nanoTime, start(now, highest, column.latest()));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "Column '"
                            + column.name()
                            + "' "
                            + column.column().type()
                            + " of "
                            + server.path()
                            + " holds the highest possible version, so the sink cannot generate"
                            + " a newer one. Lower it, or add the column to the Flink table"
                            + " and set versions there.");
        }
    }

    /**
     * Returns the current time, shifted to the first era above the highest version.
     *
     * @throws ArithmeticException if it is not before {@code latest}
     */
    static long start(long now, long highest, long latest) {
        long eras = highest < now ? 0 : (highest - now) / ERA + 1;
        long start = Math.addExact(now, eras * ERA);
        if (start >= latest) {
            throw new ArithmeticException("beyond " + latest);
        }
        return start;
    }

    /** Reads the current time and the highest version. */
    private static List<String> times(TableReader server, VersionColumn column)
            throws ClickHouseException {
        TablePath table = server.path();
        try {
            return server.query(
                            "SELECT toString(%s), toString(%s) FROM %s"
                                    .formatted(NOW, column.highest(), table),
                            server.read().settings().deciding())
                    .get(0);
        } catch (ClickHouseException e) {
            if (e.code() != ServerError.ACCESS_DENIED.code()) {
                throw e;
            }
            LOG.warn(
                    "The user may not read column '{}' of {}, so versions depend on the"
                            + " server's clock alone. To protect them from a clock that is set"
                            + " back: GRANT SELECT({}) ON {}",
                    column.name(),
                    table,
                    Identifiers.quote(column.name()),
                    table);
            return server.client().query("SELECT " + NOW + ", 0").get(0);
        }
    }

    @Override
    public long getAsLong() {
        last = Math.max(last + 1, now());
        return last;
    }

    /** The highest version so far, of this clock and of others that started with it. */
    long reached() {
        last = Math.max(last, now());
        return last;
    }

    private long now() {
        return startMicros + (nanoClock.getAsLong() - startNanos) / NANOS_PER_MICRO;
    }
}
