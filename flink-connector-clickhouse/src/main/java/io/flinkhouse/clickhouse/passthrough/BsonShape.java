// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/** Checks that a message consists of whole BSON documents, each of which begins with its length. */
record BsonShape() implements MessageShape {

    private static final VarHandle INT32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** The minimum length of a document: its length and the byte that ends it. */
    private static final int SHORTEST = Integer.BYTES + 1;

    @Override
    public Optional<String> fault(byte[] message) {
        if (message.length == 0) {
            return Optional.of(NOTHING);
        }
        int at = 0;
        while (at < message.length) {
            int left = message.length - at;
            int length = left < SHORTEST ? -1 : (int) INT32.get(message, at);
            if (length < SHORTEST || length > left) {
                return Optional.of("the document at byte " + at + " does not end with the message");
            }
            at += length;
        }
        return Optional.empty();
    }
}
