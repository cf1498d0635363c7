// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.client.Payload;
import io.flinkhouse.codec.EncodedBlock;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A block that never changes again, and the token that makes the server recognise it.
 *
 * @param token 128 random bits, bound to these bytes for ever
 */
record SealedBlock(String token, EncodedBlock block) implements Payload {

    int rows() {
        return block.rows();
    }

    @Override
    public long length() {
        return block.length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        block.writeTo(out);
    }
}
