// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec.lz4;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Computes CityHash128 version 1.0.2, the checksum of ClickHouse's frames (<a
 * href="https://github.com/google/cityhash">google/cityhash</a>). It allocates nothing.
 */
final class CityHash {

    private static final VarHandle INT64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;
    private static final long K3 = 0xc949d7c7509e6557L;
    private static final long MUL = 0x9ddfea08eb382d69L;
    private static final int SEED = 16;
    private static final int STEP = 64;
    private static final int SHORT = 128 + SEED;

    private byte[] bytes;
    private long x;
    private long y;
    private long z;
    private long v1;
    private long v2;
    private long w1;
    private long w2;

    /** Hashes a range of the array and writes the hash into the same array. */
    void hash(byte[] array, int from, int length, int to) {
        bytes = array;
        if (length < SHORT) {
            hashShort(from, length, to);
        } else {
            hashLong(from, length, to);
        }
        bytes = null;
    }

    private void hashShort(int from, int length, int to) {
        if (length >= SEED) {
            murmur(from + SEED, length - SEED, fetch(from) ^ K3, fetch(from + Long.BYTES), to);
        } else if (length >= Long.BYTES) {
            long last = fetch(from + length - Long.BYTES);
            murmur(from, 0, fetch(from) ^ length * K0, last ^ K1, to);
        } else {
            murmur(from, length, K0, K1, to);
        }
    }

    /** Hashes fewer than 128 bytes, starting from two seeds. */
    private void murmur(int from, int length, long seedA, long seedB, int to) {
        long a = seedA;
        long b = seedB;
        long c;
        long d;
        if (length <= SEED) {
            a = shift(a * K1) * K1;
            c = b * K1 + upTo16(from, length);
            d = shift(a + (length >= Long.BYTES ? fetch(from) : c));
        } else {
            int end = from + length;
            c = mix(fetch(end - 8) + K1, a);
            d = mix(b + length, c + fetch(end - 16));
            a += d;
            for (int at = from; at < end - SEED; at += SEED) {
                a = (a ^ shift(fetch(at) * K1) * K1) * K1;
                b ^= a;
                c = (c ^ shift(fetch(at + 8) * K1) * K1) * K1;
                d ^= c;
            }
        }
        long first = mix(a, c);
        long second = mix(d, b);
        INT64.set(bytes, to, first ^ second);
        INT64.set(bytes, to + Long.BYTES, mix(second, first));
    }

    private long upTo16(int from, int length) {
        if (length > Long.BYTES) {
            long last = fetch(from + length - Long.BYTES);
            return mix(fetch(from), Long.rotateRight(last + length, length)) ^ last;
        }
        if (length >= Integer.BYTES) {
            return mix(length + (fetchInt(from) << 3), fetchInt(from + length - Integer.BYTES));
        }
        if (length == 0) {
            return K2;
        }
        long start = (bytes[from] & 0xffL) + ((bytes[from + length / 2] & 0xffL) << 8);
        long end = length + ((bytes[from + length - 1] & 0xffL) << 2);
        return shift(start * K2 ^ end * K3) * K2;
    }

    private void hashLong(int from, int length, int to) {
        seed(from, length - SEED);
        int at = from + SEED;
        int left = length - SEED;
        while (left >= 2 * STEP) {
            step(at);
            step(at + STEP);
            at += 2 * STEP;
            left -= 2 * STEP;
        }
        tail(at, left);
        long a = mix(x, v1);
        long b = mix(y, w1);
        INT64.set(bytes, to, mix(a + v2, w2) + b);
        INT64.set(bytes, to + Long.BYTES, mix(a + w2, b + v2));
    }

    private void seed(int from, int length) {
        int at = from + SEED;
        x = fetch(from) ^ K3;
        y = fetch(from + Long.BYTES);
        z = length * K1;
        v1 = Long.rotateRight(y ^ K1, 49) * K1 + fetch(at);
        v2 = Long.rotateRight(v1, 42) * K1 + fetch(at + 8);
        w1 = Long.rotateRight(y + z, 35) * K1 + x;
        w2 = Long.rotateRight(x + fetch(at + 88), 53) * K1;
    }

    private void step(int at) {
        long newX = Long.rotateRight(x + y + v1 + fetch(at + 16), 37) * K1 ^ w2;
        long newY = Long.rotateRight(y + v2 + fetch(at + 48), 42) * K1 ^ v1;
        long newZ = Long.rotateRight(z ^ w1, 33);
        v(at, v2 * K1, newX + w1);
        w(at + 32, newZ + w2, newY);
        x = newZ;
        y = newY;
        z = newX;
    }

    private void tail(int at, int left) {
        y += Long.rotateRight(w1, 37) * K0 + z;
        x += Long.rotateRight(v1 + z, 49) * K0;
        for (int done = 32; done - 32 < left; done += 32) {
            int part = at + left - done;
            y = Long.rotateRight(y - x, 42) * K0 + v2;
            w1 += fetch(part + 16);
            x = Long.rotateRight(x, 49) * K0 + w1;
            w1 += v1;
            v(part, v1, v2);
        }
    }

    private void v(int at, long seedA, long seedB) {
        long a = seedA + fetch(at);
        long last = fetch(at + 24);
        long b = Long.rotateRight(seedB + a + last, 21);
        long sum = a + fetch(at + 8) + fetch(at + 16);
        v1 = sum + last;
        v2 = b + Long.rotateRight(sum, 44) + a;
    }

    private void w(int at, long seedA, long seedB) {
        long a = seedA + fetch(at);
        long last = fetch(at + 24);
        long b = Long.rotateRight(seedB + a + last, 21);
        long sum = a + fetch(at + 8) + fetch(at + 16);
        w1 = sum + last;
        w2 = b + Long.rotateRight(sum, 44) + a;
    }

    private long fetch(int at) {
        return (long) INT64.get(bytes, at);
    }

    private long fetchInt(int at) {
        return (int) INT32.get(bytes, at) & 0xffffffffL;
    }

    private static long shift(long value) {
        return value ^ value >>> 47;
    }

    private static long mix(long u, long v) {
        long a = shift((u ^ v) * MUL);
        return shift((v ^ a) * MUL) * MUL;
    }
}
