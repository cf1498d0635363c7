// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.codec.lz4.FrameWriter;

import java.util.Arrays;

/** The body of a request: a statement and the data after it. */
final class Body {

    private Body() {}

    /** Returns the body of a statement without data. */
    static Payload of(byte[] statement) {
        return Payload.of(statement.length, out -> out.write(statement), () -> {});
    }

    /**
     * Returns an INSERT followed by its data. The statement is not part of the address, whose
     * length servers and proxies limit. The data is not copied.
     */
    static Payload of(byte[] statement, InsertRequest request) {
        byte[] text = Arrays.copyOf(statement, statement.length + 1);
        text[statement.length] = '\n';
        byte[] head = request.compressed() ? FrameWriter.plain(text) : text;
        Payload data = request.payload();
        return Payload.of(
                head.length + data.length(),
                out -> {
                    out.write(head);
                    data.writeTo(out);
                },
                data::release);
    }
}
