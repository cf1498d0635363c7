// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.messages;

import io.flinkhouse.client.Payload;
import io.flinkhouse.codec.EncodedBlock;

import java.io.IOException;
import java.io.OutputStream;

/** The bytes of a block as a client takes them. */
record Body(EncodedBlock block) implements Payload {

    @Override
    public long length() {
        return block.length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        block.writeTo(out);
    }
}
