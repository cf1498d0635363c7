// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

/**
 * Thrown for a value that a type cannot hold; {@link NativeBlockBuilder} adds the column and the
 * row.
 */
final class UnfitValueException extends RuntimeException {

    /**
     * @param reason continues the sentence after "cannot hold": the kind of fault and what the type
     *     holds, never the value
     */
    UnfitValueException(String reason) {
        super(reason, null, false, false);
    }
}
