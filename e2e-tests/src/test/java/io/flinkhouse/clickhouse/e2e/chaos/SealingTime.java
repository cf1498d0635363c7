// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

/** Reads when a block was sealed from its id: the first ten characters of a ULID. */
final class SealingTime {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int CHARACTERS = 10;

    private SealingTime() {}

    /** In milliseconds since 1970, by the clock that sealed it. */
    static long of(String blockId) {
        long millis = 0;
        for (char c : blockId.substring(0, CHARACTERS).toCharArray()) {
            millis = millis << 5 | ALPHABET.indexOf(c);
        }
        return millis;
    }
}
