// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.codec.lz4.FrameWriter;

import java.util.Arrays;

/** The body of a request: a statement, and the data behind it. */
final class Body {

    private Body() {}

    /** A statement alone. */
    static Payload of(byte[] statement) {
        return Payload.of(statement.length, out -> out.write(statement), () -> {});
    }

    /**
     * An INSERT in front of its data: in the address it would meet the limits of servers and
     * proxies. The data is not copied.
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
