// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code IPv4}: the address as a number in four bytes, little-endian. */
final class Ipv4Codec implements ObjectCodec {

    private final FlinkText form;

    Ipv4Codec(FlinkText form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        form.read(cell);
        byte[] bytes = form.array();
        int at = form.offset();
        if (!form.isBinary()) {
            long address = IpText.parseV4(bytes, at, at + form.length());
            if (address < 0) {
                throw new UnfitValueException(
                        "a text of " + form.length() + " bytes that is no IPv4 address");
            }
            out.int32((int) address);
        } else if (form.length() == Integer.BYTES) {
            out.int32(
                    bytes[at] << 24
                            | (bytes[at + 1] & 0xFF) << 16
                            | (bytes[at + 2] & 0xFF) << 8
                            | bytes[at + 3] & 0xFF);
        } else {
            throw new UnfitValueException(form.length() + " bytes");
        }
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int32(0);
    }

    @Override
    public void release() {
        form.release();
    }

    @Override
    public Object decode(ByteReader in) {
        int address = in.int32();
        byte[] bytes = {
            (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
        };
        return form.isBinary() ? bytes : form.box(IpText.formatV4(bytes, 0));
    }

    @Override
    public int minBytes() {
        return Integer.BYTES;
    }
}
