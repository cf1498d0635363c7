// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

/**
 * Reads numbers as text. Parsing a number takes time that grows with the square of its digits, so a
 * longer text than any number of ClickHouse needs is refused before it is parsed.
 */
final class NumberText {

    /** The longest number of a ClickHouse column has 78 digits. */
    static final int MAX_LENGTH = 200;

    private NumberText() {}

    static String of(Cell cell) {
        String text = cell.string().toString();
        if (text.length() > MAX_LENGTH) {
            throw new UnfitValueException(
                    "a text of "
                            + text.length()
                            + " characters; a number has at most "
                            + MAX_LENGTH);
        }
        return text;
    }
}
