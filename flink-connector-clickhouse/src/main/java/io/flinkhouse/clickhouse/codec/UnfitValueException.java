// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

/**
 * Thrown for a value that a type cannot hold; {@link NativeBlockBuilder} adds the column and the
 * row.
 */
final class UnfitValueException extends RuntimeException {

    /**
     * @param reason continues "cannot hold": what was found, and where it helps why not; numbers
     *     and dates by value, text and bytes by length only
     */
    UnfitValueException(String reason) {
        super(reason, null, false, false);
    }
}
