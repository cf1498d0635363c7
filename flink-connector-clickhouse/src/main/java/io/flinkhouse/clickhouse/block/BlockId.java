// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.security.SecureRandom;

/**
 * The unique id of a sealed block: 48 bits of milliseconds, 80 random bits, written as a <a
 * href="https://github.com/ulid/spec">ULID</a>.
 *
 * <p>It is the deduplication token and the query id of every attempt to insert the block. Nothing
 * in it derives from job, checkpoint, subtask or parallelism, so it stays unique across forks,
 * rescaling and stateless restarts.
 */
@Internal
public record BlockId(long high, long low) implements Comparable<BlockId> {

    /** A regular expression of what {@link #toString} writes. */
    public static final String PATTERN = "[0-7][0-9A-HJKMNP-TV-Z]{25}";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;
    private static final int RANDOM_BITS_IN_HIGH = 16;

    /** Creates a new id. */
    public static BlockId next(long nowMillis) {
        long high = nowMillis << RANDOM_BITS_IN_HIGH | RANDOM.nextInt(1 << RANDOM_BITS_IN_HIGH);
        return new BlockId(high, RANDOM.nextLong());
    }

    /** Returns the time of its creation in milliseconds since 1970. */
    public long millis() {
        return high >>> RANDOM_BITS_IN_HIGH;
    }

    /**
     * Parses the text of {@link #toString}.
     *
     * @throws IllegalArgumentException if it is not 26 characters of Crockford's base 32
     */
    public static BlockId parse(String text) {
        if (text.length() != LENGTH) {
            throw new IllegalArgumentException("A block id has 26 characters");
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < LENGTH; i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("A block id has digits of base 32");
            }
            high = high << 5 | low >>> 59;
            low = low << 5 | digit;
        }
        return new BlockId(high, low);
    }

    @Override
    public int compareTo(BlockId other) {
        int byTime = Long.compareUnsigned(high, other.high);
        return byTime != 0 ? byTime : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        char[] text = new char[LENGTH];
        long restHigh = high;
        long restLow = low;
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (restLow & 31));
            restLow = restLow >>> 5 | restHigh << 59;
            restHigh >>>= 5;
        }
        return new String(text);
    }
}
