// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.util.function.Consumer;

/**
 * Encodes values of a column, or of a part of one, into streams of the Native format, and decodes
 * them.
 *
 * <p>Columns form a tree. Appending fills the streams of the whole tree; taking a row back is done
 * on the streams and dictionaries alone.
 */
interface Column {

    /** Appends the value of the cell; each type has its rule for NULL. */
    void append(Cell cell);

    void appendDefault();

    /** Passes the streams to the visitor in the order in which they are written. */
    void streams(Consumer<ByteWriter> visitor);

    /** Passes the dictionaries, which are not streams, to the visitor. */
    default void dictionaries(Consumer<Dictionary> visitor) {}

    /** Writes the prefix that precedes all data of the column. */
    default void writePrefix(ByteWriter out) {}

    /** Completes the streams; only {@link #reset} may follow. */
    default void finish() {}

    /** Resets the state that is not part of the streams. */
    default void reset() {}

    default void readPrefix(ByteReader in) {}

    /** Reads the values of so many rows. */
    Vector read(ByteReader in, int rows);
}
