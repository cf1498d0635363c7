// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code IPv6}: sixteen bytes in network order. */
final class Ipv6Codec implements ObjectCodec {

    private static final int BYTES = 16;

    private final FlinkText form;
    private final byte[] parsed = new byte[BYTES];

    Ipv6Codec(FlinkText form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        form.read(cell);
        int from = form.offset();
        if (!form.isBinary()) {
            if (!IpText.parseV6(form.array(), from, from + form.length(), parsed)) {
                throw new UnfitValueException(
                        "a text of " + form.length() + " bytes that is no IPv6 address");
            }
            out.bytes(parsed);
        } else if (form.length() == BYTES) {
            out.bytes(form.array(), from, BYTES);
        } else {
            throw new UnfitValueException(form.length() + " bytes");
        }
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.zeros(BYTES);
    }

    @Override
    public void release() {
        form.release();
    }

    @Override
    public Object decode(ByteReader in) {
        byte[] bytes = in.bytes(BYTES);
        return form.isBinary() ? bytes : form.box(IpText.formatV6(bytes));
    }

    @Override
    public int minBytes() {
        return BYTES;
    }
}
