// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.math.BigInteger;

/** Writes and reads integers of more than 64 bits in two's complement, little-endian. */
final class WideInteger {

    private WideInteger() {}

    static void write(BigInteger value, int words, ByteWriter out) {
        BigInteger rest = value;
        for (int i = 0; i < words; i++) {
            out.int64(rest.longValue());
            rest = rest.shiftRight(Long.SIZE);
        }
    }

    static void write(long value, int words, ByteWriter out) {
        out.int64(value);
        for (int i = 1; i < words; i++) {
            out.int64(value >> Long.SIZE - 1);
        }
    }

    static BigInteger readSigned(ByteReader in, int words) {
        return new BigInteger(bigEndian(in, words));
    }

    static BigInteger readUnsigned(ByteReader in, int words) {
        return new BigInteger(1, bigEndian(in, words));
    }

    private static byte[] bigEndian(ByteReader in, int words) {
        byte[] bytes = in.bytes(words * Long.BYTES);
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
            byte low = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = low;
        }
        return bytes;
    }
}
